package dev.foldline.domain.view;

import java.time.Instant;

/**
 * What an event's headers and place say.
 *
 * @param aggregateId      the stream that the event belongs to
 * @param aggregateVersion version of the stream with this event, from 1
 * @param partition        partition of the events topic
 * @param position         position in the partition, from 1 and without gaps
 * @param occurredAt       when the command was decided, in microseconds
 */
public record EventMetadata(
        String aggregateId, long aggregateVersion, int partition, long position, Instant occurredAt) {}
