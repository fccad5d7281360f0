package dev.foldline.bench.stack;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.stack.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Puts commands into the topic and awaits no results. */
public final class Prefill {

    /** How many commands may be on their way to the broker before the next ones wait. */
    private static final int UNSENT_MAX = 50_000;

    private Prefill() {}

    /** Returns when the broker has all of them. */
    public static void post(Endpoints endpoints, Stream<CommandRequest> commands) {
        try (CommandClient client = CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl())) {
            List<CompletableFuture<Void>> unsent = new ArrayList<>(UNSENT_MAX);
            commands.forEach(command -> {
                unsent.add(client.post(command));
                if (unsent.size() == UNSENT_MAX) {
                    awaitAll(unsent);
                }
            });
            awaitAll(unsent);
        }
    }

    private static void awaitAll(List<CompletableFuture<Void>> unsent) {
        try {
            CompletableFuture.allOf(unsent.toArray(CompletableFuture[]::new)).join();
            unsent.clear();
        } catch (CompletionException e) {
            throw new CliException("the commands topic could not be filled: " + e.getMessage(), e);
        }
    }
}
