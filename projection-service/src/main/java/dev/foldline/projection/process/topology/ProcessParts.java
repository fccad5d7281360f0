package dev.foldline.projection.process.topology;

import dev.foldline.contract.Topics;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.process.ProcessDefinition;
import dev.foldline.serde.RegistrySchemas;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the tasks of one process manager share, and what is seen of them from outside.
 *
 * @param definition what its author wrote
 * @param topics     names of the topics
 * @param partitions partitions of every topic
 * @param schemas    of events, results, commands and states
 * @param gates      what the gates of the events have seen
 * @param applied    counts the inputs applied, also those of transactions that abort
 * @param <S>        state of one process
 */
public record ProcessParts<S extends SpecificRecord>(
        ProcessDefinition<S> definition,
        Topics topics,
        int partitions,
        RegistrySchemas schemas,
        Gates gates,
        LongAdder applied) {

    /** The parts of a process manager that has seen nothing yet. */
    public static <S extends SpecificRecord> ProcessParts<S> of(
            ProcessDefinition<S> definition, Topics topics, int partitions, RegistrySchemas schemas) {
        return new ProcessParts<>(
                definition, topics, partitions, schemas, new Gates(label(definition)), new LongAdder());
    }

    /** How logs, metrics and the application id call it. */
    String label() {
        return label(definition);
    }

    static String label(ProcessDefinition<?> definition) {
        return "process-" + definition.name();
    }
}
