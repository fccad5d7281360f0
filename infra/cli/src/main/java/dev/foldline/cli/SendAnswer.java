package dev.foldline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.client.CommandClient;
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
 */
record SendAnswer(ObjectNode json, int exit) {

    /** Sends a command and gives its answer, which is there when the result is. */
    static CompletableFuture<SendAnswer> send(CommandClient client, CommandRequest command, boolean noWait) {
        CompletableFuture<SendAnswer> answer = noWait
                ? client.post(command).thenApply(_ -> sent(command))
                : client.send(command).thenApply(SendAnswer::of);
        return answer.exceptionally(failure -> failed(command, failure));
    }

    /** Answer to input that is no command. */
    static SendAnswer wrongUse(@Nullable String error) {
        return new SendAnswer(JsonNodeFactory.instance.objectNode().put("error", error), FoldlineCommand.WRONG_USE);
    }

    static SendAnswer of(CommandResult result) {
        int exit = switch (result.getStatus()) {
            case ACCEPTED -> FoldlineCommand.OK;
            case REJECTED -> FoldlineCommand.REJECTED;
            case FAILED -> FoldlineCommand.COMMAND_FAILED;
        };
        return new SendAnswer(RecordJson.of(result), exit);
    }

    private static SendAnswer sent(CommandRequest command) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("commandId", command.commandId().toString())
                .put("aggregateId", command.aggregateId())
                .put("status", "SENT");
        return new SendAnswer(json, FoldlineCommand.OK);
    }

    private static SendAnswer failed(CommandRequest command, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String hint = cause instanceof TimeoutException
                ? "; it may still be decided: send it again under the same command id, which is decided once"
                : "";
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("commandId", command.commandId().toString())
                .put("aggregateId", command.aggregateId())
                .put("error", cause.getMessage() + hint);
        return new SendAnswer(json, FoldlineCommand.FAILED);
    }
}
