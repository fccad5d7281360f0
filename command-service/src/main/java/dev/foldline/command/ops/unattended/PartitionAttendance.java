package dev.foldline.command.ops.unattended;

import dev.foldline.command.ops.KafkaSilentException;
import dev.foldline.command.ops.unattended.PartitionSigns.Offsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges from one look to the next whether somebody works on a partition. Used by the watch's thread alone.
 *
 * <p>Nobody does if commands wait and none was decided for as long as the limit, or if no member of the group has had
 * it for so long. Times count only while it could be seen.
 */
final class PartitionAttendance {

    /** Below zero, as no offset is. */
    private static final long UNKNOWN = -1;

    /** What a look has led to. */
    enum State {
        /** Commands are decided, or none wait. */
        ATTENDED,
        /** Not yet for as long as the limit, or it could not be seen. */
        UNDECIDED,
        UNATTENDED
    }

    /**
     * What to say of the partition.
     *
     * @param report for people; empty unless it is unattended
     */
    record Verdict(State state, String report) {}

    /** What is known of the partition at one look. */
    record Look(Offsets offsets, @Nullable Long cursor, Optional<String> member, boolean groupKnown, long nowNs) {}

    /** Asks the topic whether it holds a command. */
    @FunctionalInterface
    interface Topic {
        boolean holdsCommand(long from, long end) throws KafkaSilentException;
    }

    /**
     * Commands seem to wait.
     *
     * @param end     end of the topic when that began
     * @param certain whether a command was found; else it may all be markers
     */
    private record Wait(long sinceNs, long end, boolean certain) {}

    private final String name;
    private final Duration limit;
    private long tableCursor = UNKNOWN;
    private long committed = UNKNOWN;

    /** Below it no command waits, though the cursor does not pass what is not there. */
    private long emptyBelow;

    private @Nullable Wait wait;
    private @Nullable Long memberlessSinceNs;
    private @Nullable Long unseenSinceNs;

    PartitionAttendance(int partition, Duration limit) {
        this.name = "commands-" + partition;
        this.limit = limit;
    }

    /** Nobody has looked for a while: what is measured begins again with the next look. */
    void forget() {
        wait = null;
        memberlessSinceNs = null;
        unseenSinceNs = null;
    }

    /** Judges after a look at which Kafka did not tell of this partition, though it did of others. */
    Verdict unseen(long nowNs) {
        wait = null;
        memberlessSinceNs = null;
        long sinceNs = unseenSinceNs == null ? nowNs : unseenSinceNs;
        unseenSinceNs = sinceNs;
        return past(sinceNs, nowNs)
                ? unattended(name + ": for " + seconds(sinceNs, nowNs)
                        + " s Kafka has not told what it holds, so nobody can read it")
                : new Verdict(State.UNDECIDED, "");
    }

    /**
     * Judges after one more look.
     *
     * @throws KafkaSilentException if the topic had to be asked and did not answer
     */
    Verdict seen(Look look, Topic topic) throws KafkaSilentException {
        boolean moved = moved(look);
        long cursor = look.cursor() == null ? Math.max(tableCursor, committed) : tableCursor;
        Wait waiting = waitAfter(look, cursor, moved, topic);
        Long memberless = memberlessAfter(look);
        wait = waiting;
        memberlessSinceNs = memberless;
        unseenSinceNs = null;
        long nowNs = look.nowNs();
        if (waiting != null && waiting.certain() && past(waiting.sinceNs(), nowNs)) {
            return unattended(name + ": commands wait from offset " + cursor + " on, and for "
                    + seconds(waiting.sinceNs(), nowNs) + " s nobody has decided one; " + whoHasIt(look));
        }
        if (memberless != null && past(memberless, nowNs)) {
            return unattended(name + ": for " + seconds(memberless, nowNs) + " s no member of the group has had it");
        }
        boolean atRest = (waiting == null || moved) && memberless == null;
        return new Verdict(atRest ? State.ATTENDED : State.UNDECIDED, "");
    }

    /** Whether the table's cursor, or what the group has committed, is another one than at the last look. */
    private boolean moved(Look look) {
        boolean moved = committed != look.offsets().committed();
        committed = look.offsets().committed();
        Long cursor = look.cursor();
        if (cursor != null) {
            moved |= tableCursor != cursor;
            tableCursor = cursor;
        }
        return moved;
    }

    private @Nullable Wait waitAfter(Look look, long cursor, boolean moved, Topic topic) throws KafkaSilentException {
        long end = look.offsets().end();
        Wait before = wait;
        if (end <= Math.max(cursor, emptyBelow)) {
            return null;
        }
        if (before == null || moved) {
            return new Wait(look.nowNs(), end, false);
        }
        // Asked at the second look, and then never again for the same: under load a partition moves between the two.
        if (before.certain()) {
            return before;
        }
        if (topic.holdsCommand(Math.max(cursor, emptyBelow), before.end())) {
            return new Wait(before.sinceNs(), before.end(), true);
        }
        emptyBelow = before.end();
        return end > emptyBelow ? new Wait(look.nowNs(), end, false) : null;
    }

    /**
     * While the group rebalances it does not tell any member's partitions, though the members may still work on them.
     */
    private @Nullable Long memberlessAfter(Look look) {
        if (!look.groupKnown()) {
            return memberlessSinceNs;
        }
        if (look.member().isPresent()) {
            return null;
        }
        return memberlessSinceNs == null ? look.nowNs() : memberlessSinceNs;
    }

    private static Verdict unattended(String report) {
        return new Verdict(State.UNATTENDED, report);
    }

    private static String whoHasIt(Look look) {
        if (!look.groupKnown()) {
            return "the group rebalances, or does not tell who has it";
        }
        return look.member()
                .map(member -> "the group has given it to " + member)
                .orElse("no member of the group has it");
    }

    private boolean past(long sinceNs, long nowNs) {
        return nowNs - sinceNs >= limit.toNanos();
    }

    private static long seconds(long sinceNs, long nowNs) {
        return Duration.ofNanos(nowNs - sinceNs).toSeconds();
    }
}
