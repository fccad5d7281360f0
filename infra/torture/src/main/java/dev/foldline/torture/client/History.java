package dev.foldline.torture.client;

import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Every command that was sent, and what its sender was told of it. Thread-safe. */
public final class History {

    private final Map<UUID, Sent> sent = new ConcurrentHashMap<>();
    private final Map<UUID, CommandResult> results = new ConcurrentHashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final LongAdder repeats = new LongAdder();

    /**
     * A command that was sent.
     *
     * @param expectedVersion version that its aggregate must have had; null for any
     */
    public record Sent(String aggregateId, @Nullable Long expectedVersion) {}

    /** A command is on its way, perhaps once more. */
    public void sending(CommandRequest request) {
        Sent command = new Sent(request.aggregateId(), request.expectedVersion());
        if (sent.put(request.commandId(), command) != null) {
            repeats.increment();
        }
    }

    /** Keeps the first result of a command; every further one must say the same. */
    public void answered(CommandResult result) {
        UUID id = UUID.fromString(result.getCommandId());
        CommandResult first = results.putIfAbsent(id, result);
        if (first != null && !saysTheSame(first, result)) {
            synchronized (contradictions) {
                contradictions.add("command " + id + " has two outcomes: " + first + " and " + result);
            }
        }
    }

    /** Every command that was sent, by command id. */
    public Map<UUID, Sent> sent() {
        return Map.copyOf(sent);
    }

    /** The first result of every command that has one, by command id. */
    public Map<UUID, CommandResult> results() {
        return Map.copyOf(results);
    }

    /** Results that contradict an earlier one of the same command. */
    public List<String> contradictions() {
        synchronized (contradictions) {
            return List.copyOf(contradictions);
        }
    }

    /** How often a command was sent again. */
    public long repeats() {
        return repeats.sum();
    }

    private static boolean saysTheSame(CommandResult first, CommandResult again) {
        return first.getStatus() == again.getStatus()
                && first.getAggregateVersion() == again.getAggregateVersion()
                && first.getEventCount() == again.getEventCount()
                && first.getErrorCode().equals(again.getErrorCode())
                && first.getPartition() == again.getPartition();
    }
}
