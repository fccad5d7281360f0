package dev.foldline.projection.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.projection.process.Input;
import dev.foldline.projection.process.Reaction;
import dev.foldline.projection.view.Event;
import dev.foldline.projection.view.EventMetadata;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.serde.GeneratedClasses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One transfer of 500 from a to b, and what it does about what comes to it. */
final class TransferSpec {

    static {
        GeneratedClasses.trust();
    }

    static final String ID = "t-1";
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final MoneyTransfer process = new MoneyTransfer();
    private final Map<String, Duration> timers = new TreeMap<>();
    private @Nullable TransferProcess state;
    private List<Reaction.Send> sent = List.of();

    TransferSpec requested() {
        return take(new Input.Happened(event(new TransferRequested(ID, "a", "b", 500L, "EUR", ""))));
    }

    TransferSpec redirected(String account, int attempt) {
        return take(new Input.Happened(event(new TransferRedirected(ID, account, "moved", attempt))));
    }

    TransferSpec accepted(String step) {
        return take(new Input.Answered(step, result(CommandStatus.ACCEPTED, "")));
    }

    TransferSpec rejected(String step, String code) {
        return take(new Input.Answered(step, result(CommandStatus.REJECTED, code)));
    }

    TransferSpec failed(String step) {
        return take(new Input.Answered(step, result(CommandStatus.FAILED, "aggregate-operation-failed")));
    }

    /** A timer that is set is due. */
    TransferSpec due(String timer) {
        assertThat(timers).containsKey(timer);
        timers.remove(timer);
        return take(new Input.Due(timer));
    }

    /** The last input has made it send this, and nothing else. */
    TransferSpec sends(String step, String aggregateId, SpecificRecord command) {
        assertThat(sent).containsExactly(new Reaction.Send(step, aggregateId, command));
        return this;
    }

    TransferSpec sendsNothing() {
        assertThat(sent).isEmpty();
        return this;
    }

    TransferSpec hasTimers(String... names) {
        assertThat(timers).containsOnlyKeys(names);
        return this;
    }

    TransferSpec answersWithin(Duration timeout) {
        assertThat(timers).containsEntry(MoneyTransfer.ANSWER, timeout);
        return this;
    }

    TransferSpec goesOn() {
        assertThat(state).isNotNull();
        return this;
    }

    TransferSpec isOver() {
        assertThat(state).isNull();
        return this;
    }

    private TransferSpec take(Input input) {
        Reaction<TransferProcess> reaction = process.react(state, input);
        state = reaction.state();
        sent = reaction.commands();
        for (Reaction.Timer change : reaction.timers()) {
            switch (change) {
                case Reaction.Timer.Set set -> timers.put(set.name(), set.after());
                case Reaction.Timer.Cancel cancel -> timers.remove(cancel.name());
            }
        }
        if (state == null) {
            timers.clear();
        }
        return this;
    }

    private static Event event(SpecificRecord data) {
        return new Event(data, new EventMetadata(ID, 1, 0, 1, AT));
    }

    private static CommandResult result(CommandStatus status, String code) {
        return CommandResult.newBuilder()
                .setCommandId("unused")
                .setAggregateId("unused")
                .setAggregateType("account")
                .setStatus(status)
                .setAggregateVersion(2)
                .setPartition(0)
                .setCommandOffset(1)
                .setLastPosition(1)
                .setEventCount(1)
                .setErrorCode(code)
                .setErrorMessage(code.isEmpty() ? "" : "it is so")
                .setDecidedAt(AT)
                .build();
    }
}
