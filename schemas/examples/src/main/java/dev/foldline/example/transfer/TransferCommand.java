package dev.foldline.example.transfer;

import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.RequestTransfer;

/** The commands of a transfer: from a client, from its process, or from an operator. */
public sealed interface TransferCommand {

    String transferId();

    record Request(String transferId, RequestTransfer data) implements TransferCommand {}

    record Complete(String transferId, CompleteTransfer data) implements TransferCommand {}

    record Refuse(String transferId, RefuseTransfer data) implements TransferCommand {}

    record Compensate(String transferId, CompensateTransfer data) implements TransferCommand {}

    record ReportStuck(String transferId, ReportStuckTransfer data) implements TransferCommand {}

    record Redirect(String transferId, RedirectTransfer data) implements TransferCommand {}
}
