package dev.foldline.command.forward;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what waits to be forwarded into transactions that end in time, whatever the brokers let through: of so many
 * records and bytes at most, fewer after one that took long or failed, more again after one that was quick. A batch is
 * cut between two commands. Not thread-safe.
 */
final class ForwardSlices {

    static final int RECORDS_MAX = 100_000;
    static final long BYTES_MAX = 32L << 20;

    /** A transaction that takes longer is near its time-out. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final int SHRINK_AFTER_FAILURE = 4;

    /** About what key, headers and framing of a record take beside its value. */
    private static final int RECORD_OVERHEAD_BYTES = 600;

    private int recordsMax = RECORDS_MAX;
    private long bytesMax = BYTES_MAX;

    /** Takes the batches of the next transaction, in order; at least one command, if there is one. */
    List<PartitionBatch> take(ArrayDeque<PartitionBatch> waiting) {
        List<PartitionBatch> taken = new ArrayList<>();
        Cut cut = new Cut();
        while (!waiting.isEmpty() && (taken.isEmpty() || !cut.isFull())) {
            PartitionBatch batch = waiting.remove();
            PartitionBatch head = cut.head(batch, taken.isEmpty());
            if (head.nextOffset() != NOTHING) {
                taken.add(head);
            }
            if (head.nextOffset() != batch.nextOffset()) {
                waiting.addFirst(rest(batch, head));
                break;
            }
        }
        return taken;
    }

    void finished(long tookNs) {
        if (tookNs > SLOW.toNanos()) {
            shrink(2);
        } else if (tookNs < QUICK.toNanos()) {
            recordsMax = Math.min(RECORDS_MAX, recordsMax * 2);
            bytesMax = Math.min(BYTES_MAX, bytesMax * 2);
        }
    }

    void failed() {
        shrink(SHRINK_AFTER_FAILURE);
    }

    private void shrink(int factor) {
        recordsMax = Math.max(1, recordsMax / factor);
        bytesMax = Math.max(1, bytesMax / factor);
    }

    /** Offset of a head that has no command. */
    private static final long NOTHING = -1;

    /** What one transaction has room for. */
    private final class Cut {
        private int records;
        private long bytes;

        boolean isFull() {
            return records >= recordsMax || bytes >= bytesMax;
        }

        /**
         * The first commands of a batch, as far as there is room for them.
         *
         * @param atLeastOne whether the first command is taken in any case
         */
        PartitionBatch head(PartitionBatch batch, boolean atLeastOne) {
            int event = 0;
            int outcome = 0;
            int letter = 0;
            long lastOffset = NOTHING;
            while (event < batch.events().size() || outcome < batch.outcomes().size()) {
                long offset = Math.min(
                        event < batch.events().size()
                                ? batch.events().get(event).commandOffset()
                                : Long.MAX_VALUE,
                        outcome < batch.outcomes().size()
                                ? batch.outcomes().get(outcome).commandOffset()
                                : Long.MAX_VALUE);
                int eventsTo = event;
                int outcomesTo = outcome;
                int lettersTo = letter;
                long its = RECORD_OVERHEAD_BYTES;
                for (; isOf(offset, batch.events(), eventsTo); eventsTo++) {
                    its += RECORD_OVERHEAD_BYTES + batch.events().get(eventsTo).payload().length;
                }
                for (; isOfOutcome(offset, batch.outcomes(), outcomesTo); outcomesTo++) {
                    its += batch.outcomes().get(outcomesTo).message().length();
                }
                for (; isOfLetter(offset, batch.deadLetters(), lettersTo); lettersTo++) {
                    byte[] value = batch.deadLetters().get(lettersTo).value();
                    its += RECORD_OVERHEAD_BYTES + (value == null ? 0 : value.length);
                }
                int itsRecords = 1 + eventsTo - event + lettersTo - letter;
                boolean fits = bytes + its <= bytesMax && records + itsRecords <= recordsMax;
                if (!fits && !(atLeastOne && lastOffset == NOTHING)) {
                    return part(batch, event, outcome, letter, lastOffset);
                }
                bytes += its;
                records += itsRecords;
                event = eventsTo;
                outcome = outcomesTo;
                letter = lettersTo;
                lastOffset = offset;
            }
            return batch;
        }
    }

    private static boolean isOf(long offset, List<StoredEvent> events, int index) {
        return index < events.size() && events.get(index).commandOffset() == offset;
    }

    private static boolean isOfOutcome(long offset, List<CommandOutcome> outcomes, int index) {
        return index < outcomes.size() && outcomes.get(index).commandOffset() == offset;
    }

    private static boolean isOfLetter(long offset, List<DeadLetter> letters, int index) {
        return index < letters.size() && letters.get(index).commandOffset() == offset;
    }

    private static PartitionBatch part(PartitionBatch batch, int events, int outcomes, int letters, long lastOffset) {
        return new PartitionBatch(
                batch.partition(),
                batch.epoch(),
                lastOffset == NOTHING ? NOTHING : lastOffset + 1,
                batch.firstPosition() + events,
                batch.events().subList(0, events),
                batch.outcomes().subList(0, outcomes),
                batch.deadLetters().subList(0, letters),
                List.of(),
                List.of());
    }

    private static PartitionBatch rest(PartitionBatch batch, PartitionBatch head) {
        return new PartitionBatch(
                batch.partition(),
                batch.epoch(),
                batch.nextOffset(),
                batch.nextPosition(),
                batch.events().subList(head.events().size(), batch.events().size()),
                batch.outcomes()
                        .subList(head.outcomes().size(), batch.outcomes().size()),
                batch.deadLetters()
                        .subList(head.deadLetters().size(), batch.deadLetters().size()),
                List.of(),
                List.of());
    }
}
