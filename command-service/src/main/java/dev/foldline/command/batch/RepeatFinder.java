package dev.foldline.command.batch;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.stream.history.CommandHistory;
import dev.foldline.command.stream.history.HistoryLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the outcomes of the commands of a batch that were decided in an earlier one. The history of a stream tells
 * which those may be and where they would be; only there the tables are asked. Not thread-safe.
 */
final class RepeatFinder {

    private final EventStore store;
    private final HistoryLoader histories;

    RepeatFinder(EventStore store) {
        this.store = store;
        this.histories = new HistoryLoader(store);
    }

    /** A stream, and the commands for it that it may have answered. */
    private record Suspicion(StreamDraft stream, long historyBytesMax, Set<UUID> commandIds) {}

    /** The suspicions of one batch. */
    final class Search {

        private final Map<StreamId, Suspicion> suspicions = new LinkedHashMap<>();
        private final Set<CommandHistory> unsaved = new LinkedHashSet<>();

        /** A command of the batch, before it is decided. */
        void add(UUID commandId, StreamDraft stream, OwnedPartition owner) {
            CommandHistory history = stream.recentIds().history();
            if (history != null && history.hasUnsaved()) {
                unsaved.add(history);
            }
            if (stream.recentIds().mayHaveAnswered(commandId)) {
                suspicions
                        .computeIfAbsent(
                                stream.id(), _ -> new Suspicion(stream, owner.historyBytesMax(), new LinkedHashSet<>()))
                        .commandIds()
                        .add(commandId);
            }
        }

        /** Tells the streams which of the commands they have answered. */
        void run() {
            save(unsaved);
            if (!suspicions.isEmpty()) {
                find(suspicions);
            }
        }
    }

    /** Of all histories that commands of this batch are about; the rows are of what is committed. */
    private void save(Set<CommandHistory> histories) {
        List<CommandFilter> rows = new ArrayList<>();
        histories.forEach(history -> rows.addAll(history.unsaved()));
        if (!rows.isEmpty()) {
            store.saveFilters(rows);
            histories.forEach(history -> history.saved(history.unsaved()));
        }
    }

    private void find(Map<StreamId, Suspicion> suspicions) {
        List<RepeatLookup> lookups = new ArrayList<>();
        List<HistoryLoader.Request> unknown = new ArrayList<>();
        suspicions.forEach((id, suspicion) -> {
            CommandHistory history = suspicion.stream.recentIds().history();
            if (history == null) {
                long bytesMax = suspicion.stream.recentIds().isHistoryTooLong() ? 0 : suspicion.historyBytesMax;
                unknown.add(new HistoryLoader.Request(id, suspicion.commandIds, bytesMax));
            } else {
                add(lookups, id, history.rangesOf(suspicion.commandIds));
            }
        });
        if (!unknown.isEmpty()) {
            histories.load(unknown).forEach((id, loaded) -> {
                Suspicion suspicion = suspicions.get(id);
                if (suspicion != null) {
                    suspicion.stream.recentIds().learn(loaded.history());
                }
                add(lookups, id, loaded.ranges());
            });
        }
        if (!lookups.isEmpty()) {
            Map<StreamId, Map<UUID, CommandOutcome>> found = store.findOutcomes(lookups);
            suspicions.forEach((id, suspicion) -> suspicion.stream.foundOutcomes(found.getOrDefault(id, Map.of())));
        }
    }

    private static void add(List<RepeatLookup> lookups, StreamId stream, Map<UUID, List<CommandRange>> ranges) {
        ranges.forEach(
                (commandId, its) -> its.forEach(range -> lookups.add(new RepeatLookup(stream, commandId, range))));
    }
}
