package dev.foldline.projection.process.topology;

import dev.foldline.contract.Topics;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.Gates;
import dev.foldline.serde.RegistrySchemas;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the tasks of one process manager share, and what can be observed of them from outside.
 *
 * @param manager         what its author wrote
 * @param topics          names of the topics
 * @param partitions      partitions of every topic
 * @param schemas         of events, results, commands and states
 * @param gates           what the gates of the events have seen
 * @param parked          how much is parked
 * @param parkedEventsMax how many inputs may be parked in one task
 * @param applied         counts the inputs applied, also those of transactions that abort
 * @param <S>             state of one process
 */
public record ProcessParts<S extends SpecificRecord>(
        ProcessManager<S> manager,
        Topics topics,
        int partitions,
        RegistrySchemas schemas,
        Gates gates,
        SequencedDeadLetters.Counts parked,
        int parkedEventsMax,
        LongAdder applied) {

    /** The parts of a process manager that has seen nothing yet. */
    public static <S extends SpecificRecord> ProcessParts<S> of(
            ProcessManager<S> manager, Topics topics, int partitions, RegistrySchemas schemas, int parkedEventsMax) {
        return new ProcessParts<>(
                manager,
                topics,
                partitions,
                schemas,
                new Gates(label(manager)),
                new SequencedDeadLetters.Counts(),
                parkedEventsMax,
                new LongAdder());
    }

    /** What operators ask for aggregates and processes that are parked. */
    String requests() {
        return topics.projectionRequests(label());
    }

    SequencedDeadLetters deadLetters(int task, KeyValueStore<String, ParkedEvent> store) {
        return new SequencedDeadLetters(label(), task, store, parkedEventsMax, parked);
    }

    /** Its name in logs, metrics and the application id. */
    String label() {
        return label(manager);
    }

    static String label(ProcessManager<?> manager) {
        return "process-" + manager.name();
    }
}
