package dev.foldline.command.loop;

import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedOffset;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreCorruptException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    private final CommandSource source;
    private final EventStore store;
    private final Forwarder forwarder;
    private final LoopSettings settings;

    Recovery(LoopDependencies dependencies, LoopSettings settings) {
        this.source = dependencies.source();
        this.store = dependencies.store();
        this.forwarder = dependencies.forwarder();
        this.settings = settings;
    }

    /**
     * Returns when all that the table has of a partition is on the topics.
     *
     * @param ownership as it was acquired: nobody else decides any more
     * @throws ForwardException      if it could not be forwarded; to be tried again after acquiring again
     * @throws StoreCorruptException if the topics have more than the table, or the events topic does not end where
     *                               forwarding would continue; nothing was forwarded. A former owner's transaction that
     *                               is committed between two of the reads can look like that too, so the caller reads
     *                               everything again before it believes it
     */
    void bringTopicsUpTo(Ownership ownership) throws ForwardException {
        forwarder.fence(ownership.formerOwner());
        long fromOffset = forwardedOffset(ownership);
        if (fromOffset > ownership.nextOffset()) {
            throw olderThanTopics("command-results answers commands up to " + (fromOffset - 1)
                    + ", but the table has decided only those below " + ownership.nextOffset());
        }
        long lastPosition = forwarder.lastPosition(ownership.partition());
        if (lastPosition >= ownership.nextPosition()) {
            throw olderThanTopics("the events topic goes up to position " + lastPosition + ", but the table only up to "
                    + (ownership.nextPosition() - 1));
        }
        if (fromOffset < ownership.nextOffset()) {
            forwardAgain(ownership, fromOffset, lastPosition);
        } else {
            requireGoesOn(lastPosition, ownership.nextPosition(), fromOffset);
        }
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

    /** As {@link ForwardedOffset} says, in its order of asking. */
    private long forwardedOffset(Ownership ownership) throws ForwardException {
        // In this order: the first waits, within its limit, until a former owner's transaction has ended, and the
        // second
        // until none is open in the results, which is final.
        long committed = source.committedOffset(ownership.partition());
        long lastAnswered = forwarder.lastAnsweredOffset(ownership.partition());
        if (committed == CommandSource.OFFSET_UNDETERMINED && lastAnswered == Forwarder.ANSWERS_DELETED) {
            throw new ForwardException(
                    "command-results has no record of commands-" + ownership.partition()
                            + " any more, and the group cannot say its offset while a transaction with it is open",
                    null);
        }
        long forwarded = ForwardedOffset.of(committed, lastAnswered, ownership.nextOffset());
        if (committed == CommandSource.OFFSET_UNDETERMINED) {
            log.warn(
                    "[{}] commands-{}: the group cannot say its offset, as a transaction with it is open or hanging;"
                            + " using command-results, which has the answers of the commands below {}",
                    settings.owner(),
                    ownership.partition(),
                    forwarded);
        } else if (committed >= 0 && committed != forwarded) {
            log.warn(
                    "[{}] commands-{}: committed offset {} differs from {} in command-results; using command-results",
                    settings.owner(),
                    ownership.partition(),
                    committed,
                    forwarded);
        }
        return forwarded;
    }

    private void forwardAgain(Ownership ownership, long fromOffset, long lastPosition) throws ForwardException {
        log.info(
                "[{}] commands-{}: forwarding the decisions of the commands from {} to {}",
                settings.owner(),
                ownership.partition(),
                fromOffset,
                ownership.nextOffset() - 1);
        Handover handover = new Handover(lastPosition, fromOffset);
        store.readDecisions(ownership, fromOffset, settings.recoveryChunkMax(), handover);
        if (handover.failure != null) {
            throw handover.failure;
        }
        forwarder.flush();
    }

    /**
     * Submits chunk after chunk, if the first continues where the events topic ends, until the forwarder has failed.
     */
    private final class Handover implements Consumer<PartitionBatch> {
        private final long lastPosition;
        private final long fromOffset;
        private boolean begun;
        private @Nullable ForwardException failure;

        private Handover(long lastPosition, long fromOffset) {
            this.lastPosition = lastPosition;
            this.fromOffset = fromOffset;
        }

        @Override
        public void accept(PartitionBatch chunk) {
            if (!begun) {
                requireGoesOn(
                        lastPosition, chunk.nextPosition() - chunk.events().size(), fromOffset);
                begun = true;
            }
            if (failure == null) {
                try {
                    source.progressed();
                    forwarder.submit(List.of(chunk));
                } catch (ForwardException e) {
                    failure = e;
                }
            }
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
                            + " were forwarded: it was deleted or emptied, or someone has moved the group's offset"
                            + " after the results were deleted; stop command-service and build the topic again with"
                            + " ./foldline replay, or set the group's offset by what the topic holds",
                    null);
        }
        throw new StoreCorruptException(
                "the events topic ends at position " + lastPosition + ", but forwarding would go on with position "
                        + nextPosition + ", that of the command at offset " + fromOffset + " or after: someone has"
                        + " moved the group's offset after the results were deleted, or has changed the events"
                        + " topic; set the group's offset by what the events topic holds, or restore the topic",
                null);
    }

    private static StoreCorruptException olderThanTopics(String how) {
        return new StoreCorruptException(
                how + ": it is older than the topics, as after restoring a backup; restore it up to the topics' end, or"
                        + " start with empty topics",
                null);
    }
}
