package dev.foldline.command.loop.source;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** The commands of the partitions that the group gives to one worker. Used by that worker's thread alone. */
public interface CommandSource extends AutoCloseable {

    /** The group has no committed offset of a partition. */
    long NO_OFFSET = -1;

    /** The group cannot say its committed offset of a partition now. */
    long OFFSET_UNDETERMINED = -2;

    /** Told, inside {@link #poll}, when the group gives partitions or takes them. */
    interface Assignments {

        /** These partitions were given, paused; also called with none after each rebalance. */
        void assigned(Collection<Integer> partitions);

        /** These partitions go to another worker once this method returns. */
        void revoked(Collection<Integer> partitions);

        /** These partitions may have another owner already. */
        void lost(Collection<Integer> partitions);

        /**
         * The group takes these partitions while the worker is busy outside {@link #poll}. Called at once, on another
         * thread, and must not wait; {@link #lost} follows at the worker's next poll.
         */
        void takenWhileBusy(Collection<Integer> partitions);
    }

    /** Joins the group. To be called once, before the first poll. */
    void join(Assignments assignments);

    /** The next commands of the partitions that are started, each partition's in the order of offsets. */
    ConsumerRecords<byte[], byte[]> poll(Duration timeout);

    /**
     * Offset that the group has committed for a partition, once no transaction that could change it is open.
     *
     * @return or {@link #NO_OFFSET}, or, if a transaction with the offset stays open for longer than the source waits,
     *     {@link #OFFSET_UNDETERMINED}
     */
    long committedOffset(int partition);

    /** Offset of the oldest command that a partition still has. */
    long firstOffset(int partition);

    /** Offset after the newest command that a partition has. */
    long endOffset(int partition);

    /**
     * Says that a long piece of work between two polls has come one step further, so that the worker is not taken for
     * one that hangs.
     */
    void progressed();

    /** Polls give the commands of this partition from this offset on; of no effect if the group has taken it. */
    void start(int partition, long offset);

    /** Polls give no more commands of this partition. */
    void stop(int partition);

    /** Asks the group to rebalance, so that it says again who owns what. */
    void rejoin(String reason);

    ConsumerGroupMetadata group();

    /** Leaves the group. */
    @Override
    void close();
}
