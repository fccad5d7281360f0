package dev.foldline.command.loop;

import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.loop.source.CommandSource;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.entry.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards what a former owner has decided and not forwarded, and refuses to where table and topics do not fit
 * together.
 *
 * <p>Used by the worker's thread alone.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private static final long FIRST_EPOCH = 1;
    private static final long NOTHING = -1;

    /** How long one partition is brought up to the table before others are looked after. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final CommandSource source;
    private final EventStore store;
    private final Forwarder forwarder;
    private final LoopSettings settings;
    private final LongSupplier nanoTime;

    Recovery(LoopDependencies dependencies, LoopSettings settings) {
        this.source = dependencies.source();
        this.store = dependencies.store();
        this.forwarder = dependencies.forwarder();
        this.settings = settings;
        this.nanoTime = dependencies.nanoTime();
    }

    /**
     * Returns when all that the table has of a partition is on the topics.
     *
     * @param ownership as it was acquired: nobody else decides any more
     * @throws ForwardException      if it could not be forwarded, or not all within one round; to be tried again after
     *                               acquiring again
     * @throws StoreCorruptException if the topics have more than the table, or the events topic does not end where
     *                               forwarding would continue; nothing was forwarded. A former owner's transaction that
     *                               is committed between two of the reads can look like that too, so the caller reads
     *                               everything again before it believes it
     */
    void bringTopicsUpTo(Ownership ownership) throws ForwardException {
        forwarder.fence(ownership.formerOwner());
        // In this order: a former owner's offsets are in the group before its results and events can be seen.
        long committed = source.committedOffset(ownership.partition());
        long lastAnswered = forwarder.lastAnsweredOffset(ownership.partition());
        long answered = lastAnswered == Forwarder.ANSWERS_DELETED ? committed : lastAnswered + 1;
        if (answered > ownership.nextOffset()) {
            throw olderThanTopics((lastAnswered == Forwarder.ANSWERS_DELETED
                            ? "the group has committed the commands up to "
                            : "command-results answers commands up to ")
                    + (answered - 1) + ", but the table has decided only those below "
                    + ownership.nextOffset());
        }
        long lastPosition = forwarder.lastPosition(ownership.partition());
        if (lastPosition >= ownership.nextPosition()) {
            throw olderThanTopics("the events topic goes up to position " + lastPosition + ", but the table only up to "
                    + (ownership.nextPosition() - 1));
        }
        Beginning beginning = lastAnswered == Forwarder.ANSWERS_DELETED
                ? withoutAnswers(ownership, committed, lastPosition)
                : withAnswers(ownership, committed, answered);
        if (beginning.offset() < ownership.nextOffset()) {
            forwardAgain(ownership, beginning, lastPosition);
        } else {
            requireGoesOn(lastPosition, ownership.nextPosition(), beginning.offset());
        }
    }

    /**
     * Where forwarding begins.
     *
     * @param offset           of the first command to be forwarded
     * @param lastDeadLetter   offset of the last command that is on the topic of dead letters, where a part of what
     *                         follows {@code offset} may be on the topics; else below 0
     */
    private record Beginning(long offset, long lastDeadLetter) {}

    /** The results say it exactly: each command has one, in the transaction of its events. */
    private Beginning withAnswers(Ownership ownership, long committed, long answered) {
        if (committed == CommandSource.OFFSET_UNDETERMINED) {
            log.warn(
                    "[{}] commands-{}: the group cannot say its offset, as a transaction with it is open or hanging;"
                            + " using command-results, which has the answers of the commands below {}",
                    settings.owner(),
                    ownership.partition(),
                    answered);
        } else if (committed >= 0 && committed != answered && committed != ownership.nextOffset()) {
            log.warn(
                    "[{}] commands-{}: committed offset {} differs from {} in command-results; using command-results",
                    settings.owner(),
                    ownership.partition(),
                    committed,
                    answered);
        }
        return new Beginning(answered, NOTHING);
    }

    /**
     * Retention has deleted the results. The end of the events topic says between which two commands forwarding ended;
     * the group's offset says it exactly, if it lies there. Where it does not, the results from the last command with
     * events on are given again.
     */
    private Beginning withoutAnswers(Ownership ownership, long committed, long lastPosition) throws ForwardException {
        if (committed == CommandSource.OFFSET_UNDETERMINED) {
            throw new ForwardException(
                    "command-results has no record of commands-" + ownership.partition()
                            + " any more, and the group cannot say its offset while a transaction with it is open",
                    null);
        }
        boolean eventsGone =
                lastPosition == Forwarder.EVENTS_DELETED || (lastPosition == 0 && ownership.nextPosition() > 1);
        if (eventsGone) {
            return new Beginning(committedOnly(ownership, committed), NOTHING);
        }
        int partition = ownership.partition();
        long afterLastEvent = lastPosition == 0 ? 0 : store.commandOffsetOf(partition, lastPosition) + 1;
        long nextEvent = lastPosition + 1 < ownership.nextPosition()
                ? store.commandOffsetOf(partition, lastPosition + 1)
                : ownership.nextOffset();
        if (committed >= afterLastEvent && committed <= nextEvent) {
            return new Beginning(committed, NOTHING);
        }
        long lastDeadLetter = forwarder.lastDeadLetterOffset(partition);
        log.warn(
                "[{}] commands-{}: command-results has no record any more, and the group's offset {}; the events topic"
                        + " ends at position {}, so the results of the commands from {} on are sent again",
                settings.owner(),
                partition,
                committed >= 0 ? "is " + committed + ", which does not fit the events topic" : "is not known",
                lastPosition,
                afterLastEvent);
        return new Beginning(afterLastEvent, lastDeadLetter);
    }

    private static long committedOnly(Ownership ownership, long committed) {
        if (committed < 0) {
            throw new StoreCorruptException(
                    "neither command-results nor events has a record any more and the group has no offset, so nothing"
                            + " says which of the decisions below offset " + ownership.nextOffset()
                            + " are on the topics: stop command-service and build the events topic again from the table"
                            + " with ./foldline replay",
                    null);
        }
        return committed;
    }

    /**
     * A topic may have lost its oldest commands before its first owner came, but not afterwards; nor its newest at any
     * time.
     *
     * @return the ownership, beginning at the first command that the topic has
     * @throws StoreCorruptException if the topic has lost commands that were not decided
     */
    Ownership startOfTopic(Ownership ownership) {
        long firstOffset = source.firstOffset(ownership.partition());
        if (firstOffset > ownership.nextOffset()) {
            if (ownership.epoch() == FIRST_EPOCH) {
                return ownership.startingAt(firstOffset);
            }
            throw new StoreCorruptException(
                    "the next command is at offset " + ownership.nextOffset() + ", but the commands topic begins at "
                            + firstOffset + ": the commands between were deleted before they were decided",
                    null);
        }
        long endOffset = source.endOffset(ownership.partition());
        if (endOffset < ownership.nextOffset()) {
            throw new StoreCorruptException(
                    "the next command is at offset " + ownership.nextOffset() + ", but the commands topic ends at "
                            + endOffset + ": it was deleted or recreated, or a broker has lost its newest commands",
                    null);
        }
        return ownership;
    }

    private void forwardAgain(Ownership ownership, Beginning beginning, long lastPosition) throws ForwardException {
        Handover handover = new Handover(ownership, beginning, lastPosition);
        try {
            store.readDecisions(ownership, beginning.offset(), settings.recoveryChunkMax(), handover);
        } catch (HandoverEnded ended) {
            throw ended.why;
        }
        forwarder.flush();
    }

    /** Ends the reading of decisions from within. */
    @SuppressWarnings("serial")
    private static final class HandoverEnded extends RuntimeException {
        private final transient ForwardException why;

        private HandoverEnded(ForwardException why) {
            super(why);
            this.why = why;
        }
    }

    /** Submits chunk after chunk, if the first continues where the events topic ends, until the round is over. */
    private final class Handover implements Consumer<PartitionBatch> {
        private final Ownership ownership;
        private final Beginning beginning;
        private final long lastPosition;
        private final long startedNs = nanoTime.getAsLong();
        private boolean begun;

        private Handover(Ownership ownership, Beginning beginning, long lastPosition) {
            this.ownership = ownership;
            this.beginning = beginning;
            this.lastPosition = lastPosition;
        }

        @Override
        public void accept(PartitionBatch chunk) {
            boolean markersOnly = chunk.events().isEmpty() && chunk.outcomes().isEmpty();
            if (!begun) {
                requireGoesOn(lastPosition, chunk.firstPosition(), beginning.offset());
                begun = true;
                if (!markersOnly) {
                    log.info(
                            "[{}] commands-{}: forwarding the decisions of the commands from {} to {}",
                            settings.owner(),
                            ownership.partition(),
                            beginning.offset(),
                            ownership.nextOffset() - 1);
                }
            }
            try {
                source.progressed();
                if (nanoTime.getAsLong() - startedNs > ROUND.toNanos()) {
                    forwarder.flush();
                    throw new HandoverEnded(new ForwardException(
                            "its decisions are on the topics up to offset "
                                    + (chunk.nextOffset() - 1) + " of " + (ownership.nextOffset() - 1)
                                    + ", others are looked after before it goes on",
                            null));
                }
                if (!markersOnly) {
                    forwarder.submit(List.of(withoutSent(chunk)));
                }
            } catch (ForwardException e) {
                throw new HandoverEnded(e);
            }
        }

        /** A chunk without the dead letters that are on their topic already. */
        private PartitionBatch withoutSent(PartitionBatch chunk) {
            List<DeadLetter> left = chunk.deadLetters().stream()
                    .filter(letter -> letter.commandOffset() > beginning.lastDeadLetter())
                    .toList();
            return left.size() == chunk.deadLetters().size() ? chunk : chunk.withDeadLetters(left);
        }
    }

    /** Events are forwarded in one transaction with their results and offset, so they end where those do. */
    private static void requireGoesOn(long lastPosition, long nextPosition, long fromOffset) {
        if (lastPosition == Forwarder.EVENTS_DELETED || lastPosition == nextPosition - 1) {
            return;
        }
        if (lastPosition < nextPosition - 1) {
            throw new StoreCorruptException(
                    "the events topic ends at position " + lastPosition + ", but the events up to "
                            + (nextPosition - 1)
                            + " were forwarded: it was deleted or emptied; stop command-service and build the topic"
                            + " again from the table with ./foldline replay",
                    null);
        }
        throw new StoreCorruptException(
                "the events topic ends at position " + lastPosition + ", but forwarding would go on with position "
                        + nextPosition + ", that of the command at offset " + fromOffset + " or after: someone has"
                        + " written to the events topic or to command-results under the name of this pipeline, or has"
                        + " deleted the newest results; stop command-service and build the events topic again from the"
                        + " table with ./foldline replay --delete-first",
                null);
    }

    private static StoreCorruptException olderThanTopics(String how) {
        return new StoreCorruptException(
                how + ": it is older than the topics, as after restoring a backup; restore it up to the topics' end, or"
                        + " start with empty topics",
                null);
    }
}
