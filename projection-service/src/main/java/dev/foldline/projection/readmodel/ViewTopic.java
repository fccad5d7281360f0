package dev.foldline.projection.readmodel;

import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** A view's topic, read by one member of the read model's consumer group. Used by one thread. */
interface ViewTopic extends AutoCloseable {

    /** Called inside {@link #poll} when the group assigns partitions or revokes them. */
    interface Assignments {

        /** These partitions were assigned; they are stopped. */
        void assigned(Collection<Integer> partitions);

        /** These partitions go to another member, or have gone already. */
        void gone(Collection<Integer> partitions);
    }

    /** Joins the group. To be called once, before the first poll. */
    void join(Assignments assignments);

    /**
     * The next records of the partitions that are started, each partition's in the order of offsets.
     *
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if partitions do not have the offset that is
     *                                                                     next
     */
    ConsumerRecords<byte[], byte[]> poll(Duration timeout);

    /** The topic's id; a topic that is created again under the same name has another. */
    UUID id();

    /** Offset of the oldest record. */
    long first(int partition);

    /** Offset behind the last committed record. */
    long end(int partition);

    /** How many records are still to come; empty where it is not known. */
    OptionalLong lag(int partition);

    /** From now on polls return the records of this partition from this offset on. */
    void start(int partition, long offset);

    /** From now on polls do not return records of this partition. */
    void stop(int partition);

    /** Leaves the group. */
    @Override
    void close();
}
