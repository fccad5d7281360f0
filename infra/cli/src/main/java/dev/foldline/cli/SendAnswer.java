package dev.foldline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandClientException;
import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.RecordJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code send} says about one command: a line of JSON, and an exit code.
 *
 * @param json what to print
 * @param exit one of the codes of {@link FoldlineCommand}
 * @param fate what is known of the command
 */
record SendAnswer(ObjectNode json, int exit, Fate fate) {

    /** What is known of a command. */
    enum Fate {
        /** There is a result, or Kafka has it and no result is awaited. */
        ANSWERED,

        /** Kafka has it, but no result came in time. */
        UNANSWERED,

        /** Kafka has not confirmed it; it may have it all the same. */
        UNCONFIRMED,

        /** It was not sent. */
        NOT_SENT
    }

    /** Sends a command and gives its answer, which is there when the result is. */
    static CompletableFuture<SendAnswer> send(CommandClient client, CommandRequest command, boolean noWait) {
        CompletableFuture<SendAnswer> answer = noWait
                ? client.post(command).thenApply(_ -> sent(command))
                : client.send(command).thenApply(SendAnswer::of);
        return answer.exceptionally(failure -> failed(command, failure));
    }

    /** Answer to input that is not a command. */
    static SendAnswer wrongUse(@Nullable String error) {
        return new SendAnswer(
                JsonNodeFactory.instance.objectNode().put("error", error), FoldlineCommand.WRONG_USE, Fate.NOT_SENT);
    }

    static SendAnswer of(CommandResult result) {
        int exit = switch (result.getStatus()) {
            case ACCEPTED -> FoldlineCommand.OK;
            case REJECTED -> FoldlineCommand.REJECTED;
            case FAILED -> FoldlineCommand.COMMAND_FAILED;
        };
        return new SendAnswer(RecordJson.of(result), exit, Fate.ANSWERED);
    }

    /** Whether Kafka could not be reached, so that the next command would fare no better. */
    boolean isUnsendable() {
        return exit == FoldlineCommand.FAILED && (fate == Fate.NOT_SENT || fate == Fate.UNCONFIRMED);
    }

    /** The reason of an answer that has one. */
    String error() {
        return json.path("error").asText();
    }

    private static SendAnswer sent(CommandRequest command) {
        return new SendAnswer(about(command).put("status", "SENT"), FoldlineCommand.OK, Fate.ANSWERED);
    }

    private static SendAnswer failed(CommandRequest command, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Fate fate = switch (cause) {
            case TimeoutException _ -> Fate.UNANSWERED;
            case CommandClientException e -> e.isPerhapsSent() ? Fate.UNCONFIRMED : Fate.NOT_SENT;
            default -> Fate.UNCONFIRMED;
        };
        return new SendAnswer(about(command).put("error", cause.getMessage()), FoldlineCommand.FAILED, fate);
    }

    private static ObjectNode about(CommandRequest command) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("commandId", command.commandId().toString())
                .put("aggregateId", command.aggregateId());
    }
}
