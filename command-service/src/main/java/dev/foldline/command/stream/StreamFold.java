package dev.foldline.command.stream;

import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.domain.AggregateType;
import dev.foldline.runtime.fault.BrokenMachine;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * Folds one stream as its rows come in. One whose events cannot be folded is given back as broken, with the reason, so
 * the commands for it fail and commands for other streams are not affected.
 */
public final class StreamFold implements WorkMark.Work {

    private final RecentCommandIds recentIds = new RecentCommandIds();
    private final AvroDecoder decoder;
    private final AggregateTypes types;
    private long version;
    private long snapshotVersion;
    private long rememberedOffset = -1;
    private boolean snapshotProven = true;
    private @Nullable AggregateType<?, ?, ?> type;
    private @Nullable FoldedState folded;
    private @Nullable BrokenStream broken;
    private @Nullable StreamEvent current;

    public StreamFold(AvroDecoder decoder, AggregateTypes types) {
        this.decoder = decoder;
        this.types = types;
    }

    /** Begins at a snapshot instead of the first event. */
    public void begin(StoredSnapshot snapshot, SnapshotCodec codec) throws UnusableSnapshotException {
        type = codec.type(snapshot);
        folded = codec.read(snapshot);
        version = snapshot.aggregateVersion();
        snapshotVersion = version;
        snapshotProven = false;
        recentIds.forgot(snapshot.forgottenCreatedMs());
        snapshot.recentCommands().forEach(recentIds::remember);
    }

    /**
     * Why the snapshot that it began at cannot be trusted, else null: the stream has no event of that version, or the
     * later events do not fold onto it.
     */
    @Nullable
    public String snapshotFault() {
        if (!snapshotProven) {
            return "its stream has no version " + snapshotVersion;
        }
        return snapshotVersion > 0 && broken != null ? broken.reason() : null;
    }

    @Override
    public String inWords() {
        StreamEvent at = current;
        return at == null
                ? "the fold of a stream"
                : "the fold of stream " + at.aggregateId() + " at version " + at.version();
    }

    @Override
    public long step() {
        return version;
    }

    public void event(StreamEvent event) {
        current = event;
        if (!snapshotProven) {
            snapshotProven = event.version() == version;
            return;
        }
        version = event.version();
        if (event.commandOffset() != rememberedOffset) {
            rememberedOffset = event.commandOffset();
            recentIds.remember(event.commandId());
        }
        if (broken == null) {
            try {
                type = type == null ? types.owning(event.type()) : type;
                if (type == null) {
                    broken = cannotBeFolded(event, "no aggregate type here owns " + event.type(), true);
                    return;
                }
                folded = DeciderRunner.evolve(
                        type,
                        folded == null ? DeciderRunner.initial(type) : folded,
                        decoder.decode(event.payload(), event.type()),
                        event.occurredAt());
            } catch (RegistryUnavailableException e) {
                throw e;
            } catch (UndecodableException e) {
                boolean unknown = e.reason() == UndecodableException.Reason.UNKNOWN_TYPE
                        || e.reason() == UndecodableException.Reason.NO_MIGRATION;
                broken = cannotBeFolded(event, String.valueOf(e.getMessage()), unknown);
            } catch (IllegalStateException e) {
                broken = cannotBeFolded(event, String.valueOf(e.getMessage()), false);
            } catch (Throwable e) {
                BrokenMachine.throwOnIf(e);
                broken = cannotBeFolded(event, DeciderRunner.inWords(e), false);
            }
        }
    }

    private static BrokenStream cannotBeFolded(StreamEvent event, String reason, boolean unknownEvent) {
        return new BrokenStream(
                event.aggregateId() + " cannot be folded at version " + event.version() + ": " + reason, unknownEvent);
    }

    void outcomes(LoadedOutcomes outcomes) {
        recentIds.forgot(outcomes.olderCreatedMs());
        outcomes.commandIds().forEach(recentIds::remember);
    }

    String typeName() {
        return type == null ? "" : type.name();
    }

    public StreamState state() {
        return new StreamState(version, type, folded, recentIds, snapshotVersion, broken);
    }
}
