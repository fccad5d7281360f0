package dev.foldline.verify.view;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.source.EventRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A view of a domain that this check does not know, folded from the table with the author's own fold. It finds what the
 * engine lost, repeated or mixed up, and rows that somebody changed; a mistake in the fold itself it cannot see. Memory
 * holds all rows. Not thread-safe.
 *
 * @param <V> the view's row
 */
public final class AuthoredView<V extends SpecificRecord> {

    private final Projection<V> projection;
    private final RecordDecoder decoder;
    private final Findings findings;
    private final Set<String> eventTypes;
    private final Map<String, V> rows = new HashMap<>();

    /** Rows that an event could not be applied to: what they show depends on what an operator did about it. */
    private final Set<String> parkedKeys = new HashSet<>();

    /** Aggregates with an event whose rows could not be told. */
    private final Set<String> parkedAggregates = new HashSet<>();

    /**
     * @param decoder  of the events that the view reads
     * @param findings takes note of events that cannot be decoded
     */
    public AuthoredView(Projection<V> projection, RecordDecoder decoder, Findings findings) {
        this.projection = projection;
        this.decoder = decoder;
        this.findings = findings;
        this.eventTypes =
                projection.fold().events().stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());
    }

    public String name() {
        return projection.name();
    }

    /** Schema of a row. */
    public Schema schema() {
        return projection.fold().rowSchema();
    }

    public Findings findings() {
        return findings;
    }

    /** Applies one event; those that the view does not read are skipped. */
    public void row(EventRow row) {
        if (!eventTypes.contains(row.eventType()) || parkedAggregates.contains(row.aggregateId())) {
            return;
        }
        try {
            Event event = new Event(
                    decoder.decode(row.payload()),
                    new EventMetadata(
                            row.aggregateId(),
                            row.aggregateVersion(),
                            row.partition(),
                            row.position(),
                            row.occurredAt(),
                            row.aggregateId()));
            projection.rowKey().keys(event).forEach(key -> apply(key, event));
        } catch (UndecodableException e) {
            findings.differ(row.place() + " cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            // The author's function failed, and the engine parks the event in the same way.
            parkedAggregates.add(row.aggregateId());
        }
    }

    /** What the view must show, by key; without the rows that cannot be told. */
    public Map<String, V> rows() {
        Map<String, V> known = new HashMap<>(rows);
        known.keySet().removeAll(parkedKeys);
        return known;
    }

    /** Of rows that are shown, those that can be told. */
    public Map<String, SpecificRecord> comparable(Map<String, SpecificRecord> shown) {
        Map<String, SpecificRecord> comparable = new HashMap<>(shown);
        comparable.keySet().removeAll(parkedKeys);
        return comparable;
    }

    /** Whether no row can be told, because it is not known which rows some events belong to. */
    public boolean isUnknown() {
        return !parkedAggregates.isEmpty();
    }

    /** How many rows cannot be told. */
    public long unknownRows() {
        return parkedKeys.size();
    }

    private void apply(String key, Event event) {
        if (parkedKeys.contains(key)) {
            return;
        }
        try {
            V after = projection.fold().apply(rows.get(key), event.forRow(key));
            if (after == null) {
                rows.remove(key);
            } else {
                rows.put(key, after);
            }
        } catch (RuntimeException e) {
            parkedKeys.add(key);
        }
    }
}
