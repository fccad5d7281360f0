package dev.foldline.command.read;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.command.stream.StreamFold;
import dev.foldline.command.stream.StreamState;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds aggregates as they are, or as they were. Thread-safe.
 *
 * <p>The answer for version N is what the first N events fold to. A snapshot at or below N is a shortcut to it; one
 * that cannot be used is skipped. Memory holds one page of events, independent of the stream's length.
 */
public final class AggregateReader {

    private static final Logger log = LoggerFactory.getLogger(AggregateReader.class);

    /** Events read at a time. */
    private static final int PAGE_EVENTS = 1_000;

    private final StreamHistory history;
    private final AggregateTypes types;
    private final RegistrySchemas schemas;
    private final SnapshotCodec snapshots;
    private final ToIntFunction<String> partitionOf;

    /**
     * @param partitionOf the partition of an aggregate id
     */
    public AggregateReader(
            StreamHistory history, AggregateTypes types, RegistrySchemas schemas, ToIntFunction<String> partitionOf) {
        this.history = history;
        this.types = types;
        this.schemas = schemas;
        this.snapshots = new SnapshotCodec(types);
        this.partitionOf = partitionOf;
    }

    /** The aggregate as it is. */
    public AggregateState current(String aggregateId) throws UnknownVersionException, UnreadableStreamException {
        StreamId id = streamOf(aggregateId);
        return fold(id, existing(id));
    }

    /**
     * The aggregate after its first events.
     *
     * @param version how many of them, from 1
     */
    public AggregateState atVersion(String aggregateId, long version)
            throws UnknownVersionException, UnreadableStreamException {
        StreamId id = streamOf(aggregateId);
        long last = existing(id);
        if (version > last) {
            throw new UnknownVersionException(
                    "version-not-found", aggregateId + " has no version " + version + "; it is at version " + last);
        }
        return fold(id, version);
    }

    /** The aggregate after the longest run of its first events that all occurred at or before an instant. */
    public AggregateState at(String aggregateId, Instant at) throws UnknownVersionException, UnreadableStreamException {
        StreamId id = streamOf(aggregateId);
        long version = history.versionAt(id, at);
        if (version == 0) {
            existing(id);
            throw new UnknownVersionException("version-not-found", aggregateId + " did not exist yet at " + at);
        }
        return fold(id, version);
    }

    /** Events of an aggregate from a version on; none beyond its end. */
    public EventPage events(String aggregateId, long fromVersion, int limit) throws UnknownVersionException {
        StreamId id = streamOf(aggregateId);
        long version = existing(id);
        return new EventPage(history.events(id, fromVersion, limit), version);
    }

    /** A decoder for the events of one answer. */
    AvroDecoder decoder() {
        return new AvroDecoder(schemas, types.events());
    }

    private long existing(StreamId id) throws UnknownVersionException {
        long version = history.version(id);
        if (version == 0) {
            throw new UnknownVersionException("aggregate-not-found", "there is no aggregate " + id.aggregateId());
        }
        return version;
    }

    private AggregateState fold(StreamId id, long version) throws UnreadableStreamException {
        Optional<StoredSnapshot> snapshot = history.snapshot(id, version);
        if (snapshot.isPresent()) {
            try {
                StreamFold fold = new StreamFold(decoder(), types);
                fold.begin(snapshot.get(), snapshots);
                StoredEvent last = foldEvents(id, snapshot.get().aggregateVersion(), version, fold);
                String fault = fold.snapshotFault();
                if (fault == null) {
                    return stateAfter(last, fold.state());
                }
                throw new UnusableSnapshotException(fault);
            } catch (UnusableSnapshotException e) {
                log.debug("{} is folded from its first event: {}", id, e.getMessage());
            }
        }
        StreamFold fold = new StreamFold(decoder(), types);
        return stateAfter(foldEvents(id, 1, version, fold), fold.state());
    }

    /**
     * Folds the events of these versions, and gives the last one.
     *
     * @throws UnreadableStreamException if one of them is not there: what the others fold to would be no answer
     */
    private StoredEvent foldEvents(StreamId id, long from, long to, StreamFold fold) throws UnreadableStreamException {
        long due = from;
        while (true) {
            List<StoredEvent> page = history.events(id, due, (int) Math.min(PAGE_EVENTS, to - due + 1));
            if (page.isEmpty()) {
                throw new UnreadableStreamException(id.aggregateId() + " has no version " + due + " in the table");
            }
            for (StoredEvent event : page) {
                if (event.aggregateVersion() != due) {
                    throw new UnreadableStreamException(id.aggregateId() + " has version " + event.aggregateVersion()
                            + " where version " + due + " is due");
                }
                fold.event(StreamEvent.of(event));
                due++;
            }
            if (due > to) {
                return page.getLast();
            }
        }
    }

    private static AggregateState stateAfter(StoredEvent last, StreamState state) throws UnreadableStreamException {
        if (state.broken() != null) {
            throw new UnreadableStreamException(state.broken().reason());
        }
        return new AggregateState(last, last.aggregateType(), state.json());
    }

    private StreamId streamOf(String aggregateId) {
        return new StreamId(partitionOf.applyAsInt(aggregateId), aggregateId);
    }
}
