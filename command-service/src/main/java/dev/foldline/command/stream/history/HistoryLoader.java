package dev.foldline.command.stream.history;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.AnsweredCommands;
import dev.foldline.command.store.entry.AnsweredCommands.Answer;
import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads which commands streams have answered: what the table {@code command_filters} has of them, and behind that the
 * ids in their rows. Full rows of what it had to read there are saved, so no command is read there a second time. Not
 * thread-safe.
 *
 * <p>Two round trips for all streams that are not long. Each statement reads a page, however long a stream is.
 */
public final class HistoryLoader {

    /** Rows of {@code command_filters} that come at once, of each stream and of one that has more. */
    private static final int FIRST_FILTERS = 8;

    private static final int PAGE_FILTERS = 1_000;

    /** Commands that come at once, of each stream and of one that has more. */
    private static final int FIRST_COMMANDS = CommandFilter.COMMANDS_MAX + 32;

    private static final int PAGE_COMMANDS = 10_000;

    private final EventStore store;

    public HistoryLoader(EventStore store) {
        this.store = store;
    }

    /**
     * A stream whose history is to be read.
     *
     * @param suspects ids that it may have answered
     * @param bytesMax about how many bytes of its ids may be kept in memory
     */
    public record Request(StreamId stream, Collection<UUID> suspects, long bytesMax) {}

    /**
     * The history of a stream.
     *
     * @param history all commands that it has answered, to be kept where it {@linkplain CommandHistory#isKept can be}
     * @param ranges  for each of the suspects whose hash it has, the commands among which it would be
     */
    public record Loaded(CommandHistory history, Map<UUID, List<CommandRange>> ranges) {}

    /**
     * Reads histories.
     *
     * @return one entry for each request
     * @throws dev.foldline.command.store.StoreUnavailableException if the tables cannot be read now
     */
    public Map<StreamId, Loaded> load(Collection<Request> requests) {
        Map<StreamId, Reading> readings = new LinkedHashMap<>();
        requests.forEach(request -> readings.put(request.stream(), new Reading(request)));
        readFilters(readings);
        readCommands(readings);
        Map<StreamId, Loaded> loaded = HashMap.newHashMap(requests.size());
        readings.forEach((id, reading) -> loaded.put(id, reading.result()));
        return loaded;
    }

    private void readFilters(Map<StreamId, Reading> readings) {
        Map<StreamId, @Nullable StreamPlace> after = new HashMap<>();
        readings.keySet().forEach(id -> after.put(id, null));
        store.filters(after, FIRST_FILTERS).forEach((id, first) -> {
            Reading reading = reading(readings, id);
            List<CommandFilter> filters = first;
            int max = FIRST_FILTERS;
            while (reading.add(filters) && filters.size() == max) {
                max = PAGE_FILTERS;
                StreamPlace last = filters.getLast().range().after();
                filters = store.filters(Map.of(id, last), max).getOrDefault(id, List.of());
            }
        });
    }

    private void readCommands(Map<StreamId, Reading> readings) {
        Map<StreamId, StreamPlace> after = new HashMap<>();
        readings.forEach((id, reading) -> after.put(id, reading.history.reached()));
        store.answered(after, FIRST_COMMANDS).forEach((id, first) -> {
            Reading reading = reading(readings, id);
            List<Answer> events = first.ofEvents();
            for (int max = FIRST_COMMANDS; reading.addEvents(events) == max; max = PAGE_COMMANDS) {
                save(reading);
                StreamPlace behind = new StreamPlace(reading.history.reached().version(), Long.MAX_VALUE);
                events = next(id, behind).ofEvents();
            }
            // Only now: a row must not end between two events of one command.
            List<Answer> outcomes = first.ofOutcomes();
            for (int max = FIRST_COMMANDS; reading.addOutcomes(outcomes) == max; max = PAGE_COMMANDS) {
                save(reading);
                StreamPlace behind = new StreamPlace(
                        Long.MAX_VALUE, reading.history.reached().offset());
                outcomes = next(id, behind).ofOutcomes();
            }
            save(reading);
        });
    }

    private AnsweredCommands next(StreamId id, StreamPlace after) {
        return store.answered(Map.of(id, after), PAGE_COMMANDS)
                .getOrDefault(id, new AnsweredCommands(List.of(), List.of()));
    }

    private void save(Reading reading) {
        List<CommandFilter> full = reading.history.unsaved();
        if (!full.isEmpty()) {
            store.saveFilters(full);
            reading.history.saved(full);
        }
    }

    private static Reading reading(Map<StreamId, Reading> readings, StreamId id) {
        Reading reading = readings.get(id);
        if (reading == null) {
            throw new IllegalStateException(id + " was not asked for");
        }
        return reading;
    }

    private static final class Reading {

        private final CommandHistory history;
        private final SuspectedIds suspects;

        Reading(Request request) {
            history = new CommandHistory(request.stream(), request.bytesMax());
            suspects = new SuspectedIds(request.suspects());
            history.lookFor(suspects);
        }

        /** Returns whether they go on from one another: behind a gap, nothing that the table has is of use. */
        boolean add(List<CommandFilter> filters) {
            for (CommandFilter filter : filters) {
                if (!history.add(filter)) {
                    return false;
                }
            }
            return true;
        }

        int addEvents(List<Answer> events) {
            long offset = history.reached().offset();
            events.forEach(event -> history.add(event.commandId(), event.at(), offset));
            return events.size();
        }

        int addOutcomes(List<Answer> outcomes) {
            long version = history.reached().version();
            outcomes.forEach(outcome -> history.add(outcome.commandId(), version, outcome.at()));
            return outcomes.size();
        }

        Loaded result() {
            history.lookForNothing();
            return new Loaded(history, history.ranges(suspects));
        }
    }
}
