package dev.foldline.example.transfer;

import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import org.apache.avro.specific.SpecificRecord;

/** The events of a transfer. */
public sealed interface TransferEvent {

    SpecificRecord data();

    record Requested(TransferRequested data) implements TransferEvent {}

    record Completed(TransferCompleted data) implements TransferEvent {}

    record Refused(TransferRefused data) implements TransferEvent {}

    record Compensated(TransferCompensated data) implements TransferEvent {}

    record Stuck(TransferStuck data) implements TransferEvent {}

    record Redirected(TransferRedirected data) implements TransferEvent {}
}
