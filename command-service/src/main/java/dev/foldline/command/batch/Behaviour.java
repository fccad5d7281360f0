package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateType;
import dev.foldline.command.decide.Decider;
import dev.foldline.command.decide.Decision;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Runs an aggregate type whose parameters the loop does not know. The one place that casts states, which is safe
 * because a state only ever comes from the type that it is given back to.
 */
final class Behaviour {

    /** What deciding a command gave. */
    sealed interface Verdict {

        /** The records of the events, and the state after them. */
        record Accepted(List<SpecificRecord> events, Object state) implements Verdict {}

        /** The domain's refusal. */
        record Rejected(String code, String message) implements Verdict {}
    }

    private Behaviour() {}

    static <C, S, E> Object initialState(AggregateType<C, S, E> type) {
        return required(type.decider().initialState(), type);
    }

    @SuppressWarnings("unchecked")
    static <C, S, E> Object evolve(AggregateType<C, S, E> type, Object state, SpecificRecord event) {
        return required(type.decider().evolve((S) state, type.event(event)), type);
    }

    @SuppressWarnings("unchecked")
    static <C, S, E> Verdict decide(
            AggregateType<C, S, E> type, String aggregateId, SpecificRecord command, Object state) {
        Decider<C, S, E> decider = type.decider();
        S before = (S) state;
        return switch (decider.decide(type.command(aggregateId, command), before)) {
            case Decision.Rejected<E>(String code, String message) -> new Verdict.Rejected(code, message);
            case Decision.Accepted<E>(List<E> events) -> {
                S after = before;
                List<SpecificRecord> records = new ArrayList<>(events.size());
                for (E event : events) {
                    after = decider.evolve(after, event);
                    records.add(type.data(event));
                }
                yield new Verdict.Accepted(records, required(after, type));
            }
        };
    }

    private static Object required(Object state, AggregateType<?, ?, ?> type) {
        if (state == null) {
            throw new IllegalStateException("the decider of " + type.name() + " gave null for a state");
        }
        return state;
    }
}
