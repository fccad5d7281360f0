package dev.foldline.command.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.domain.InlineView;
import dev.foldline.runtime.fault.BrokenMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Calls a decider without knowing its type parameters. The one place that casts states and rows, which is
 * safe because they only ever come from the type that they are given back to.
 */
public final class DeciderRunner {

    /** What deciding a command gave. */
    public sealed interface Verdict {

        /** The records of the events, and what the stream folds to after them. */
        record Accepted(List<SpecificRecord> events, FoldedState after) implements Verdict {}

        /** The domain's refusal. */
        record Rejected(String code, String message) implements Verdict {}
    }

    private DeciderRunner() {}

    /** What the domain's code has thrown, even where that cannot say what it is. */
    public static String inWords(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (Throwable e) {
            BrokenMachine.throwOnIf(e);
            return thrown.getClass().getName();
        }
    }

    public static <C, S, E> FoldedState initial(AggregateType<C, S, E> type) {
        List<@Nullable Object> noRows = Collections.nCopies(type.inlineViews().size(), null);
        return new FoldedState(required(type.decider().initialState(), type), noRows);
    }

    @SuppressWarnings("unchecked")
    static <C, S, E> FoldedState evolve(
            AggregateType<C, S, E> type, FoldedState before, SpecificRecord record, Instant occurredAt) {
        E event = type.event(record);
        S after = type.decider().evolve((S) before.state(), event);
        return new FoldedState(required(after, type), foldViews(type, before.viewRows(), event, occurredAt));
    }

    @SuppressWarnings("unchecked")
    public static <C, S, E> Verdict decide(
            AggregateType<C, S, E> type, String aggregateId, SpecificRecord command, FoldedState before, Instant now) {
        Decider<C, S, E> decider = type.decider();
        S state = (S) before.state();
        return switch (decider.decide(type.command(aggregateId, command), state)) {
            case Decision.Rejected<E>(String code, String message) -> new Verdict.Rejected(code, message);
            case Decision.Accepted<E>(List<E> events) -> {
                S after = state;
                List<@Nullable Object> rows = before.viewRows();
                List<SpecificRecord> records = new ArrayList<>(events.size());
                for (E event : events) {
                    after = decider.evolve(after, event);
                    rows = foldViews(type, rows, event, now);
                    records.add(type.data(event));
                }
                yield new Verdict.Accepted(records, new FoldedState(required(after, type), rows));
            }
        };
    }

    @SuppressWarnings("unchecked")
    static <S> JsonNode stateJson(AggregateType<?, S, ?> type, Object state) {
        return type.stateJson().write((S) state);
    }

    @SuppressWarnings("unchecked")
    static <S> int stateBytes(AggregateType<?, S, ?> type, Object state) {
        return type.stateBytes((S) state);
    }

    private static <E> List<@Nullable Object> foldViews(
            AggregateType<?, ?, E> type, List<@Nullable Object> rows, E event, Instant occurredAt) {
        if (rows.isEmpty()) {
            return rows;
        }
        List<@Nullable Object> after = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            after.add(fold(type.inlineViews().get(i), rows.get(i), event, occurredAt));
        }
        return after;
    }

    @SuppressWarnings("unchecked")
    private static <E, R> @Nullable Object fold(
            InlineView<E, R> view, @Nullable Object row, E event, Instant occurredAt) {
        return view.fold((R) row, event, occurredAt);
    }

    private static Object required(Object state, AggregateType<?, ?, ?> type) {
        if (state == null) {
            throw new IllegalStateException("the decider of " + type.name() + " returned null as a state");
        }
        return state;
    }
}
