package dev.foldline.torture.client;

import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Every command that was sent, and what its sender was told of it. Thread-safe. */
public final class History {

    private final Map<UUID, String> sent = new ConcurrentHashMap<>();
    private final Map<UUID, CommandResult> results = new ConcurrentHashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final LongAdder repeats = new LongAdder();

    /** A command is on its way, perhaps once more. */
    public void sending(CommandRequest request) {
        if (sent.put(request.commandId(), request.aggregateId()) != null) {
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

    /** Aggregate of every command that was sent, by command id. */
    public Map<UUID, String> sent() {
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
