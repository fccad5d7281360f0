package dev.foldline.domain.view;

import java.time.Instant;

/**
 * Metadata of an event from its headers, partition and position, and the row that it is folded into.
 *
 * @param aggregateId      the stream that the event belongs to
 * @param aggregateVersion version of the stream with this event, from 1
 * @param partition        partition of the events topic
 * @param position         position in the partition, from 1 and without gaps
 * @param occurredAt       when the command was decided, in microseconds
 * @param rowKey           key of the row that a step is called for; the id of the process in a process manager; the
 *                         aggregate id in a view by aggregate, and as long as row or process are not known, so in the
 *                         function of a {@link RowKey}
 */
public record EventMetadata(
        String aggregateId, long aggregateVersion, int partition, long position, Instant occurredAt, String rowKey) {}
