package dev.foldline.projection.intake;

import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.handover.Handover;
import dev.foldline.projection.handover.TaskPhase;
import dev.foldline.serde.RegistrySchemas;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the tasks of one build share, and what can be observed of them from outside.
 *
 * @param projection      name of the view
 * @param schemas         of events and rows
 * @param events          schemas of the events that are folded
 * @param gates           what the gates have seen
 * @param positions       how far the rows have come
 * @param parked          how much is parked
 * @param parkedEventsMax how many events may be parked in one task
 * @param handover        which phase each task is in
 */
public record IntakeParts(
        String projection,
        RegistrySchemas schemas,
        Collection<Schema> events,
        Gates gates,
        FoldedPositions positions,
        SequencedDeadLetters.Counts parked,
        int parkedEventsMax,
        Handover handover) {

    EventReader reader() {
        return new EventReader(schemas, events);
    }

    SequencedDeadLetters deadLetters(int task, KeyValueStore<String, ParkedEvent> store) {
        return new SequencedDeadLetters(projection, task, store, parkedEventsMax, parked);
    }

    /** Whether a task has handed its rows over, or begun to. */
    boolean isRetired(int task) {
        TaskPhase phase = handover.task(task);
        return phase != null && !phase.phase().folds();
    }
}
