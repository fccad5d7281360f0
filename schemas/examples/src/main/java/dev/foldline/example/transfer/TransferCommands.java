package dev.foldline.example.transfer;

import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.TransferEnd;
import dev.foldline.schema.transfer.TransferProcess;
import org.apache.avro.specific.SpecificRecord;

/**
 * The command that a transfer waits for. It follows only from the state, so when it is sent again, it is the same
 * command under the same step.
 */
final class TransferCommands {

    private TransferCommands() {}

    /** Under which step the command is sent. */
    static String step(TransferProcess state) {
        TransferEnd end = state.getEnd();
        if (end != null) {
            return switch (end) {
                case COMPLETED -> "complete";
                case REFUSED -> "refuse";
                case COMPENSATED -> "compensate";
            };
        }
        return switch (state.getStep()) {
            case WITHDRAW -> "withdraw";
            case DEPOSIT -> "deposit";
            case REFUND -> state.getRedirects() == 0 ? "refund" : "refund-" + state.getRedirects();
        };
    }

    /** The aggregate that the command is for. */
    static String aggregateId(TransferProcess state) {
        if (state.getEnd() != null) {
            return state.getTransferId();
        }
        return switch (state.getStep()) {
            case WITHDRAW -> state.getFromAccount();
            case DEPOSIT -> state.getToAccount();
            case REFUND -> state.getRefundTo();
        };
    }

    /** The command itself. */
    static SpecificRecord command(TransferProcess state) {
        TransferEnd end = state.getEnd();
        if (end != null) {
            return switch (end) {
                case COMPLETED -> new CompleteTransfer(state.getToAccount());
                case REFUSED -> new RefuseTransfer(state.getCode(), state.getMessage());
                case COMPENSATED -> new CompensateTransfer(state.getRefundTo(), state.getCode(), state.getMessage());
            };
        }
        return switch (state.getStep()) {
            case WITHDRAW -> new WithdrawMoney(state.getAmountMinor(), reference(state), state.getCurrency());
            case DEPOSIT, REFUND -> new DepositMoney(state.getAmountMinor(), reference(state), state.getCurrency());
        };
    }

    /** Under which step a report is sent: one for each time that the transfer gets stuck. */
    static String reportStep(TransferProcess state) {
        return "stuck-" + state.getReports();
    }

    /** Tells the transfer that it waits for a person. */
    static SpecificRecord report(TransferProcess state, String code, String message, boolean refused) {
        return new ReportStuckTransfer(state.getStep(), refused, code, message);
    }

    private static String reference(TransferProcess state) {
        return "transfer " + state.getTransferId();
    }
}
