package dev.foldline.domain.view;

import org.apache.avro.specific.SpecificRecord;

/** One event as a fold sees it: its record, and its metadata from headers, partition and position. */
public record Event(SpecificRecord data, EventMetadata metadata) {

    /** The same event as the step of one row sees it. */
    public Event forRow(String rowKey) {
        return new Event(
                data,
                new EventMetadata(
                        metadata.aggregateId(),
                        metadata.aggregateVersion(),
                        metadata.partition(),
                        metadata.position(),
                        metadata.occurredAt(),
                        rowKey));
    }
}
