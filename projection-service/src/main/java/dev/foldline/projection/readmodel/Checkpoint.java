package dev.foldline.projection.readmodel;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a read model has read one partition of its view's topic.
 *
 * @param partition of the topic
 * @param topicId   the topic that the rows came from; null while the rows are invalid and are to be removed
 * @param position  offset of the next record to read
 */
record Checkpoint(int partition, @Nullable UUID topicId, long position) {

    /** The same partition of the same topic, further on. */
    Checkpoint at(long next) {
        return new Checkpoint(partition, topicId, next);
    }

    /** The same partition with rows that are invalid. */
    Checkpoint forgotten() {
        return new Checkpoint(partition, null, 0);
    }
}
