package dev.foldline.example.transfer;

import dev.foldline.contract.DomainRecords;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The records of the domain {@code transfer}. */
public final class TransferRecords implements DomainRecords {

    /** Name of the process manager that moves the money. */
    public static final String TRANSFER = "transfer";

    @Override
    public List<Schema> commands() {
        return List.of(
                RequestTransfer.getClassSchema(),
                CompleteTransfer.getClassSchema(),
                RefuseTransfer.getClassSchema(),
                CompensateTransfer.getClassSchema(),
                ReportStuckTransfer.getClassSchema(),
                RedirectTransfer.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(
                TransferRequested.getClassSchema(),
                TransferCompleted.getClassSchema(),
                TransferRefused.getClassSchema(),
                TransferCompensated.getClassSchema(),
                TransferStuck.getClassSchema(),
                TransferRedirected.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of();
    }

    @Override
    public Map<String, Schema> processes() {
        return Map.of(TRANSFER, TransferProcess.getClassSchema());
    }
}
