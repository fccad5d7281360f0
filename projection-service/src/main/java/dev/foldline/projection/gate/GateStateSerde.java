package dev.foldline.projection.gate;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A {@link GateState} as four big-endian longs. Stateless, so thread-safe. */
final class GateStateSerde implements Serde<GateState> {

    private static final int BYTES = 4 * Long.BYTES;

    @Override
    public Serializer<GateState> serializer() {
        return (topic, state) -> ByteBuffer.allocate(BYTES)
                .putLong(state.lastPosition())
                .putLong(state.repeats())
                .putLong(state.gaps())
                .putLong(state.missing())
                .array();
    }

    @Override
    public Deserializer<GateState> deserializer() {
        return (topic, bytes) -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new GateState(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        };
    }
}
