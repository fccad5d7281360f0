package dev.foldline.projection.process.topology;

import dev.foldline.contract.ProcessStep;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a result under the id of the process whose command it answers. For every other result it reads only one
 * header. One per stream task.
 */
final class ResultRouting implements Processor<String, byte[], String, byte[]> {

    private final String manager;
    private @Nullable ProcessorContext<String, byte[]> context;

    ResultRouting(String manager) {
        this.manager = manager;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> opened) {
        context = opened;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (!ProcessStep.isOf(manager, record.headers())) {
            return;
        }
        ProcessStep step = ProcessStep.read(record.headers());
        if (step != null) {
            Objects.requireNonNull(context, "init comes before process").forward(record.withKey(step.processId()));
        }
    }
}
