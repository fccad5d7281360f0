package dev.foldline.example.transfer;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The aggregate type {@code transfer}. */
public final class TransferType implements AggregateType<TransferCommand, Transfer, TransferEvent> {

    private final TransferRecords records = new TransferRecords();
    private final TransferDecider decider = new TransferDecider();
    private final StateJson<Transfer> stateJson = new RecordStateJson<>(Transfer.class, 1);

    @Override
    public String name() {
        return "transfer";
    }

    @Override
    public Decider<TransferCommand, Transfer, TransferEvent> decider() {
        return decider;
    }

    @Override
    public List<Schema> commands() {
        return records.commands();
    }

    @Override
    public List<Schema> events() {
        return records.events();
    }

    @Override
    public TransferCommand command(String aggregateId, SpecificRecord record) {
        return switch (record) {
            case RequestTransfer data -> new TransferCommand.Request(aggregateId, data);
            case CompleteTransfer data -> new TransferCommand.Complete(aggregateId, data);
            case RefuseTransfer data -> new TransferCommand.Refuse(aggregateId, data);
            case CompensateTransfer data -> new TransferCommand.Compensate(aggregateId, data);
            case ReportStuckTransfer data -> new TransferCommand.ReportStuck(aggregateId, data);
            case RedirectTransfer data -> new TransferCommand.Redirect(aggregateId, data);
            default ->
                throw new IllegalArgumentException(
                        "no transfer command: " + record.getSchema().getFullName());
        };
    }

    @Override
    public TransferEvent event(SpecificRecord record) {
        return switch (record) {
            case TransferRequested data -> new TransferEvent.Requested(data);
            case TransferCompleted data -> new TransferEvent.Completed(data);
            case TransferRefused data -> new TransferEvent.Refused(data);
            case TransferCompensated data -> new TransferEvent.Compensated(data);
            case TransferStuck data -> new TransferEvent.Stuck(data);
            case TransferRedirected data -> new TransferEvent.Redirected(data);
            default ->
                throw new IllegalArgumentException(
                        "no transfer event: " + record.getSchema().getFullName());
        };
    }

    @Override
    public SpecificRecord data(TransferEvent event) {
        return event.data();
    }

    @Override
    public StateJson<Transfer> stateJson() {
        return stateJson;
    }
}
