package dev.foldline.command.forward;

import dev.foldline.command.store.PartitionBatch;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * Forwards committed batches to the topics, each whole or not at all, in the order in which they were handed over.
 *
 * <p>Used by one worker's thread; forwarding itself may run beside it. After a failure nothing more is forwarded until
 * {@link #reset}: the batches that were not are in the table, and acquiring their partitions again finds them there.
 */
public interface Forwarder extends AutoCloseable {

    /** Says that no command of a partition was ever answered on the results topic. */
    long NOTHING_ANSWERED = -1;

    /**
     * Says that the results topic has had answers of a partition, and that all of them were deleted by its retention.
     */
    long ANSWERS_DELETED = -2;

    /** Says that the events topic has had events of a partition, and that all of them were deleted. */
    long EVENTS_DELETED = -2;

    /**
     * Makes sure that a former owner of a partition which has left the group commits no transaction any more, and ends
     * the one that it has open. One that is still in the group is left alone: it may have lost one partition and be
     * working on the rest, and the group's generation keeps it from committing offsets of those that it lost.
     *
     * @param formerOwner its name; empty for none
     * @throws ForwardException if Kafka did not answer within the limit, or if the former owner is in the group and
     *                          this worker is not, as when it slept: the partition is not its own then
     */
    void fence(String formerOwner) throws ForwardException;

    /**
     * Offset of the last command of a partition that is on the topics: events, results and dead letters up to it are
     * committed there, and nothing after it is. Records of somebody else are passed over. Waits for a transaction that
     * a former owner left open, in each call for a moment only, so that other partitions need not wait with this one.
     *
     * @return or {@link #NOTHING_ANSWERED}, or {@link #ANSWERS_DELETED}
     * @throws ForwardException if Kafka did not answer within the limit, or a transaction is still open: ask again
     */
    long lastAnsweredOffset(int partition) throws ForwardException;

    /**
     * Position of the last event of a partition that is on the events topic; 0 if none ever was. Waits as {@link
     * #lastAnsweredOffset} does.
     *
     * @return or {@link #EVENTS_DELETED}
     * @throws ForwardException as {@link #lastAnsweredOffset}
     */
    long lastPosition(int partition) throws ForwardException;

    /**
     * Offset of the last command of a partition that is on the topic of dead letters; below 0 if none is. Waits as
     * {@link #lastAnsweredOffset} does.
     *
     * @throws ForwardException if Kafka did not answer within the limit
     */
    long lastDeadLetterOffset(int partition) throws ForwardException;

    /**
     * Hands over a batch that is committed in the table. Blocks while too many wait.
     *
     * @throws ForwardException if forwarding has failed, now or earlier
     */
    void submit(List<PartitionBatch> batch) throws ForwardException;

    /**
     * Takes the group's metadata as it is now. Transactions that begin later commit their offsets under it, so a member
     * that the group has replaced commits nothing. To be called on every change of assignment and after every poll.
     */
    void joined(ConsumerGroupMetadata group);

    /**
     * Waits until all that was submitted is on the topics.
     *
     * @throws ForwardException if it is not within the limit, or forwarding has failed
     */
    void flush() throws ForwardException;

    /** As {@link #flush()}, within a limit of its own. */
    void flush(Duration limit) throws ForwardException;

    /** Throws what stopped forwarding, if anything did. */
    void check() throws ForwardException;

    /**
     * Stops forwarding the submitted batches: from now on the next owner of the partitions forwards them. A transaction
     * that is open already still ends, under the group's metadata that it began with. May be called by any thread, and
     * does not wait; a {@link #reset} that is under way leaves the forwarder stopped.
     */
    void abandon(String reason);

    /**
     * Gives up what is not forwarded yet, aborts the open transaction, and makes the forwarder ready again.
     *
     * @throws ForwardException if Kafka did not answer; to be called again later
     */
    void reset() throws ForwardException;

    /** Stops without waiting; what is not forwarded is found in the table by the next owner. */
    @Override
    void close();
}
