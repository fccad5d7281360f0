package dev.foldline.example.transfer;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domain;
import dev.foldline.domain.process.ProcessManager;
import java.util.List;

/** The domain {@code transfer}: transfers, and the process manager that moves the money between accounts. */
public final class TransferDomain implements Domain {

    /** The aggregate type {@code transfer}. */
    public static final AggregateType<TransferCommand, Transfer, TransferEvent> TRANSFER = AggregateType.of(
            "transfer", new TransferDecider(), TransferCommand.class, Transfer.class, TransferEvent.class);

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(TRANSFER);
    }

    @Override
    public List<ProcessManager<?>> processes() {
        return List.of(new MoneyTransfer());
    }
}
