package dev.foldline.projection.process.topology;

import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.process.Reaction;
import dev.foldline.domain.view.Event;
import dev.foldline.example.transfer.MoneyTransfer;
import dev.foldline.schema.transfer.TransferProcess;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Transfers that can be told to fail. */
final class FragileTransfers implements ProcessManager<TransferProcess> {

    private final MoneyTransfer transfers = new MoneyTransfer();

    /** Events whose process cannot be told. */
    Predicate<Event> lost = event -> false;

    /** Inputs of the transfer t-1 that cannot be taken in. */
    Predicate<Input> refused = input -> false;

    /** What {@link #refused} inputs fail with. */
    RuntimeException failure = new IllegalArgumentException("not that way");

    @Override
    public String name() {
        return transfers.name();
    }

    @Override
    public Schema state() {
        return transfers.state();
    }

    @Override
    public List<Schema> events() {
        return transfers.events();
    }

    @Override
    public @Nullable String processOf(Event event) {
        if (lost.test(event)) {
            throw new IllegalArgumentException("lost");
        }
        return transfers.processOf(event);
    }

    @Override
    public Reaction<TransferProcess> react(@Nullable TransferProcess state, Input input) {
        boolean isFirst = state == null || state.getTransferId().equals("t-1");
        if (isFirst && refused.test(input)) {
            throw failure;
        }
        return transfers.react(state, input);
    }
}
