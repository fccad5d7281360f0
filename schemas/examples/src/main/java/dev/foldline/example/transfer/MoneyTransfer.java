package dev.foldline.example.transfer;

import dev.foldline.domain.process.Answer;
import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.process.Reaction;
import dev.foldline.domain.view.Event;
import dev.foldline.schema.transfer.TransferEnd;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStep;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Moves the money of a transfer: withdraws it from one account, deposits it in the other, and reports the result.
 *
 * <p>A rejected withdrawal ends the transfer. A rejected deposit is compensated: the money goes back. Each step follows
 * only from answers. A command without an answer may have moved money or not, so a missing answer means nothing: the
 * same command is sent again under the same id, and is answered with its first result. If the time for the transfer is
 * over before the withdrawal is answered, the money is given back as soon as it has been withdrawn.
 *
 * <p>Two cases need an operator, and the transfer says so: money that no account accepts, which an operator redirects,
 * and a command that failed, whose dead letter an operator retries.
 */
public final class MoneyTransfer implements ProcessManager<TransferProcess> {

    /** Name of the process manager. */
    public static final String NAME = "transfer";

    /** A command that is not answered is sent again. */
    static final String ANSWER = "answer";

    /** The time for the transfer is over. */
    static final String DEADLINE = "deadline";

    /** How long the first answer may take; doubled with each time that the command is sent again. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    static final Duration ANSWER_TIMEOUT_MAX = Duration.ofMinutes(5);

    /** How long a transfer may wait for its withdrawal. */
    static final Duration TRANSFER_TIMEOUT = Duration.ofMinutes(2);

    static final String TIMED_OUT = "transfer-timed-out";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema state() {
        return TransferProcess.getClassSchema();
    }

    @Override
    public List<Schema> events() {
        return List.of(TransferRequested.getClassSchema(), TransferRedirected.getClassSchema());
    }

    @Override
    public String processOf(Event event) {
        return event.metadata().aggregateId();
    }

    @Override
    public Reaction<TransferProcess> react(@Nullable TransferProcess state, Input input) {
        if (state == null) {
            return input instanceof Input.Happened(Event event) && event.data() instanceof TransferRequested requested
                    ? begin(requested)
                    : Reaction.end();
        }
        return switch (input) {
            case Input.Happened(Event event) -> happened(state, event.data());
            case Input.Answered(String step, Answer answer) ->
                step.equals(TransferCommands.step(state)) ? answered(state, answer) : Reaction.none(state);
            case Input.Due(String timer) -> due(state, timer);
        };
    }

    private static Reaction<TransferProcess> begin(TransferRequested requested) {
        TransferProcess state = TransferProcess.newBuilder()
                .setTransferId(requested.getTransferId())
                .setFromAccount(requested.getFromAccount())
                .setToAccount(requested.getToAccount())
                .setAmountMinor(requested.getAmountMinor())
                .setCurrency(requested.getCurrency())
                .setRefundTo(requested.getFromAccount())
                .build();
        return ask(state).set(DEADLINE, TRANSFER_TIMEOUT);
    }

    private static Reaction<TransferProcess> happened(TransferProcess state, SpecificRecord event) {
        boolean holdsMoney = state.getStuck() && state.getStep() == TransferStep.REFUND && state.getEnd() == null;
        return event instanceof TransferRedirected redirected && holdsMoney
                ? ask(next(state, TransferStep.REFUND)
                        .setRefundTo(redirected.getToAccount())
                        .setRedirects(redirected.getAttempt())
                        .build())
                : Reaction.none(state);
    }

    private static Reaction<TransferProcess> answered(TransferProcess state, Answer answer) {
        return switch (answer) {
            case Answer.Accepted _ -> accepted(state);
            case Answer.Rejected(String code, String message) -> rejected(state, code, message);
            case Answer.Failed(String code, String message) -> failed(state, code, message);
        };
    }

    private static Reaction<TransferProcess> accepted(TransferProcess state) {
        if (state.getEnd() != null) {
            return Reaction.end();
        }
        return switch (state.getStep()) {
            case WITHDRAW ->
                state.getExpired()
                        ? ask(next(state, TransferStep.REFUND)
                                .setCode(TIMED_OUT)
                                .setMessage("the withdrawal was not answered in time")
                                .build())
                        : ask(next(state, TransferStep.DEPOSIT).build());
            case DEPOSIT -> finish(state, TransferEnd.COMPLETED);
            case REFUND -> finish(state, TransferEnd.COMPENSATED);
        };
    }

    private static Reaction<TransferProcess> rejected(TransferProcess state, String code, String message) {
        if (state.getEnd() != null) {
            // Another client has already reported the end of the transfer; no money is on its way in any case.
            return Reaction.end();
        }
        return switch (state.getStep()) {
            case WITHDRAW -> finish(because(state, code, message), TransferEnd.REFUSED);
            case DEPOSIT ->
                ask(next(because(state, code, message), TransferStep.REFUND).build());
            case REFUND -> waitForAPerson(state, code, message, true);
        };
    }

    /** It is known that money has not moved. But the command may be retried, so it may still move. */
    private static Reaction<TransferProcess> failed(TransferProcess state, String code, String message) {
        if (state.getStuck()) {
            return Reaction.none(state);
        }
        return state.getEnd() == null
                ? waitForAPerson(state, code, message, false)
                : Reaction.to(TransferProcess.newBuilder(state).setStuck(true).build())
                        .cancel(ANSWER);
    }

    private static Reaction<TransferProcess> due(TransferProcess state, String timer) {
        if (timer.equals(DEADLINE)) {
            return Reaction.to(
                    TransferProcess.newBuilder(state).setExpired(true).build());
        }
        return state.getStuck() ? Reaction.none(state) : ask(state);
    }

    private static Reaction<TransferProcess> finish(TransferProcess state, TransferEnd end) {
        return ask(next(state, state.getStep()).setEnd(end).build()).cancel(DEADLINE);
    }

    private static Reaction<TransferProcess> waitForAPerson(
            TransferProcess state, String code, String message, boolean refused) {
        TransferProcess stuck = TransferProcess.newBuilder(state)
                .setStuck(true)
                .setReports(state.getReports() + 1)
                .build();
        return Reaction.to(stuck)
                .send(
                        TransferCommands.reportStep(stuck),
                        stuck.getTransferId(),
                        TransferCommands.report(stuck, code, message, refused))
                .cancel(ANSWER);
    }

    /** Sends the command that the state waits for, for the first time or again. */
    private static Reaction<TransferProcess> ask(TransferProcess state) {
        TransferProcess asked =
                TransferProcess.newBuilder(state).setAsked(state.getAsked() + 1).build();
        return Reaction.to(asked)
                .send(
                        TransferCommands.step(asked),
                        TransferCommands.aggregateId(asked),
                        TransferCommands.command(asked))
                .set(ANSWER, answerTimeout(asked.getAsked()));
    }

    private static Duration answerTimeout(int asked) {
        int doublings = Math.min(asked - 1, 16);
        Duration timeout = ANSWER_TIMEOUT.multipliedBy(1L << doublings);
        return timeout.compareTo(ANSWER_TIMEOUT_MAX) < 0 ? timeout : ANSWER_TIMEOUT_MAX;
    }

    private static TransferProcess.Builder next(TransferProcess state, TransferStep step) {
        return TransferProcess.newBuilder(state).setStep(step).setAsked(0).setStuck(false);
    }

    private static TransferProcess because(TransferProcess state, String code, String message) {
        return TransferProcess.newBuilder(state)
                .setCode(code)
                .setMessage(message)
                .build();
    }
}
