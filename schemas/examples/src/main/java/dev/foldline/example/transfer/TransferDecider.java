package dev.foldline.example.transfer;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import java.util.List;

/**
 * Decides the commands of a transfer.
 *
 * <p>A transfer is requested once and ends once: completed, refused or compensated. In between it may get stuck, and
 * then an operator continues it.
 */
public final class TransferDecider implements Decider<TransferCommand, Transfer, TransferEvent> {

    /** Longest account id; an account's own limit is higher, so each of these accounts can get commands. */
    static final int ACCOUNT_ID_CHARS_MAX = 300;

    @Override
    public Transfer initialState() {
        return new Transfer.Missing();
    }

    @Override
    public Decision<TransferEvent> decide(TransferCommand command, Transfer state) {
        return switch (state) {
            case Transfer.Missing _ -> decideMissing(command);
            case Transfer.Running _ -> decideOpen(command, false, 0);
            case Transfer.Stuck stuck -> decideOpen(command, stuck.refused(), stuck.redirects());
            case Transfer.Ended ended -> decideEnded(command, ended);
        };
    }

    @Override
    public Transfer evolve(Transfer state, TransferEvent event) {
        return switch (event) {
            case TransferEvent.Requested _ -> new Transfer.Running(0);
            case TransferEvent.Stuck(var e) -> new Transfer.Stuck(e.getRefused(), redirects(state));
            case TransferEvent.Redirected(var e) -> new Transfer.Running(e.getAttempt());
            case TransferEvent.Completed _ -> new Transfer.Ended("completed");
            case TransferEvent.Refused _ -> new Transfer.Ended("refused");
            case TransferEvent.Compensated _ -> new Transfer.Ended("compensated");
        };
    }

    private static int redirects(Transfer state) {
        return switch (state) {
            case Transfer.Running running -> running.redirects();
            case Transfer.Stuck stuck -> stuck.redirects();
            case Transfer.Missing _, Transfer.Ended _ -> 0;
        };
    }

    private static Decision<TransferEvent> decideMissing(TransferCommand command) {
        return switch (command) {
            case TransferCommand.Request request -> request(request);
            case TransferCommand.Complete _,
                    TransferCommand.Refuse _,
                    TransferCommand.Compensate _,
                    TransferCommand.ReportStuck _,
                    TransferCommand.Redirect _ ->
                Decision.reject("aggregate-not-found", "there is no transfer " + command.transferId());
        };
    }

    private static Decision<TransferEvent> decideOpen(TransferCommand command, boolean redirectable, int redirects) {
        String id = command.transferId();
        return switch (command) {
            case TransferCommand.Request _ -> exists(command);
            case TransferCommand.Complete it ->
                Decision.accept(new TransferEvent.Completed(
                        new TransferCompleted(id, it.data().getToAccount())));
            case TransferCommand.Refuse it ->
                Decision.accept(new TransferEvent.Refused(
                        new TransferRefused(id, it.data().getCode(), it.data().getMessage())));
            case TransferCommand.Compensate it ->
                Decision.accept(new TransferEvent.Compensated(new TransferCompensated(
                        id,
                        it.data().getPaidTo(),
                        it.data().getCode(),
                        it.data().getMessage())));
            case TransferCommand.ReportStuck it
            when redirectable && !it.data().getRefused() ->
                // An earlier report that failed and was retried late: it must not hide the money that is held.
                Decision.accept(List.of());
            case TransferCommand.ReportStuck it ->
                Decision.accept(new TransferEvent.Stuck(new TransferStuck(
                        id,
                        it.data().getStep(),
                        it.data().getRefused(),
                        it.data().getCode(),
                        it.data().getMessage())));
            case TransferCommand.Redirect redirect -> redirect(redirect, redirectable, redirects);
        };
    }

    private static Decision<TransferEvent> decideEnded(TransferCommand command, Transfer.Ended ended) {
        return switch (command) {
            case TransferCommand.Request _ -> exists(command);
            case TransferCommand.Complete _,
                    TransferCommand.Refuse _,
                    TransferCommand.Compensate _,
                    TransferCommand.ReportStuck _,
                    TransferCommand.Redirect _ ->
                Decision.reject(
                        "transfer-ended", command.transferId() + " is " + ended.how() + " and accepts no command");
        };
    }

    private static Decision<TransferEvent> exists(TransferCommand command) {
        return Decision.reject("aggregate-exists", command.transferId() + " is requested already");
    }

    private static Decision<TransferEvent> request(TransferCommand.Request command) {
        RequestTransfer data = command.data();
        String currency = data.getCurrency();
        if (isNoAccount(data.getFromAccount()) || isNoAccount(data.getToAccount())) {
            return Decision.reject(
                    "invalid-account",
                    "a transfer from \"" + data.getFromAccount() + "\" to \"" + data.getToAccount()
                            + "\" lacks one of the two, or its id is longer than " + ACCOUNT_ID_CHARS_MAX);
        }
        if (data.getFromAccount().equals(data.getToAccount())) {
            return Decision.reject(
                    "same-account", "the money would go from " + data.getFromAccount() + " to the same account");
        }
        if (data.getAmountMinor() <= 0) {
            return Decision.reject("invalid-amount", "the amount is " + data.getAmountMinor() + ", not above zero");
        }
        if (!isCurrencyCode(currency)) {
            return Decision.reject(
                    "invalid-currency",
                    "currency \"" + currency + "\" is not an ISO 4217 code of three capital letters");
        }
        return Decision.accept(new TransferEvent.Requested(new TransferRequested(
                command.transferId(),
                data.getFromAccount(),
                data.getToAccount(),
                data.getAmountMinor(),
                currency,
                data.getReference())));
    }

    private static Decision<TransferEvent> redirect(
            TransferCommand.Redirect command, boolean redirectable, int redirects) {
        RedirectTransfer data = command.data();
        if (!redirectable) {
            return Decision.reject(
                    "transfer-not-stuck",
                    command.transferId() + " holds no money that an account has refused, so none can be redirected");
        }
        if (isNoAccount(data.getToAccount())) {
            return Decision.reject(
                    "invalid-account",
                    "account \"" + data.getToAccount() + "\" is blank or longer than " + ACCOUNT_ID_CHARS_MAX);
        }
        if (data.getReason().isBlank()) {
            return Decision.reject("invalid-reason", "the reason to redirect " + command.transferId() + " is blank");
        }
        return Decision.accept(new TransferEvent.Redirected(
                new TransferRedirected(command.transferId(), data.getToAccount(), data.getReason(), redirects + 1)));
    }

    /** A key that no account can have would make its command fail permanently, and the transfer would wait forever. */
    private static boolean isNoAccount(String id) {
        return id.isBlank() || id.length() > ACCOUNT_ID_CHARS_MAX || id.indexOf('\0') >= 0;
    }

    private static boolean isCurrencyCode(String code) {
        return code.length() == 3 && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }
}
