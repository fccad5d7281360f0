package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateType;
import dev.foldline.command.decide.AggregateTypes;
import dev.foldline.command.store.LoadedStream;
import dev.foldline.command.store.StoredEvent;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import org.jspecify.annotations.Nullable;

/** Folds a stream's rows into its state. Not thread-safe. */
final class StreamLoader {

    private final AvroDecoder decoder;
    private final AggregateTypes types;

    /**
     * @param decoder knows the events of all {@code types}
     */
    StreamLoader(AvroDecoder decoder, AggregateTypes types) {
        this.decoder = decoder;
        this.types = types;
    }

    /**
     * Folds a stream. One whose events cannot be folded is given back as broken, with the reason, so that the commands
     * for it fail and those for others go on.
     *
     * @throws RegistryUnavailableException if a writer's schema cannot be had now
     */
    StreamState fold(LoadedStream loaded) {
        CommandMemory memory = new CommandMemory();
        if (loaded.olderOutcomesCreatedMs() != LoadedStream.NO_OLDER_OUTCOMES) {
            memory.forgot(loaded.olderOutcomesCreatedMs());
        }
        loaded.outcomes().forEach(memory::remember);
        long version = 0;
        long rememberedOffset = -1;
        @Nullable AggregateType<?, ?, ?> type = null;
        @Nullable Object state = null;
        @Nullable String broken = null;
        for (StoredEvent event : loaded.events()) {
            version = event.aggregateVersion();
            if (event.commandOffset() != rememberedOffset) {
                rememberedOffset = event.commandOffset();
                memory.remember(event.causationId());
            }
            if (broken == null) {
                try {
                    type = type == null ? owner(event) : type;
                    Object before = state == null ? Behaviour.initialState(type) : state;
                    state = Behaviour.evolve(type, before, decoder.decode(event.payload()));
                } catch (RegistryUnavailableException e) {
                    throw e;
                } catch (UndecodableException | RuntimeException e) {
                    broken = event.aggregateId() + " cannot be folded at version " + version + ": " + e.getMessage();
                }
            }
        }
        return new StreamState(version, type, state, memory, broken);
    }

    private AggregateType<?, ?, ?> owner(StoredEvent event) {
        AggregateType<?, ?, ?> type = types.owning(event.eventType());
        if (type == null) {
            throw new IllegalStateException("no aggregate type here owns " + event.eventType());
        }
        return type;
    }
}
