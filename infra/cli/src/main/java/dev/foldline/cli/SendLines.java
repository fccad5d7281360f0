package dev.foldline.cli;

import dev.foldline.cli.input.CommandInput;
import dev.foldline.cli.input.WrongInputException;
import dev.foldline.client.CommandClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Sends commands as they come in, line by line, and prints one answer per line in the order of the lines. */
final class SendLines {

    /** How many lines may be sent ahead of the oldest one that has no answer. */
    private static final int UNANSWERED_LINES_MAX = 10_000;

    private final CommandClient client;
    private final boolean noWait;
    private final PrintWriter out;
    private final CommandInput input = new CommandInput();
    private final Queue<CompletableFuture<SendAnswer>> unanswered = new ArrayDeque<>();
    private int worstExit = FoldlineCommand.OK;

    SendLines(CommandClient client, boolean noWait, PrintWriter out) {
        this.client = client;
        this.noWait = noWait;
        this.out = out;
    }

    /**
     * Goes to the end of the input; blank lines are passed over.
     *
     * @return the worst exit code of all lines: wrong use, then no result, then failed, then rejected
     */
    int run(BufferedReader lines) throws IOException {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                unanswered.add(send(line, number));
            }
            // Who types the lines, or waits for an answer before the next line, reads nothing ahead: answer at once.
            while (!unanswered.isEmpty()
                    && (unanswered.size() > UNANSWERED_LINES_MAX || headIsAnswered() || !lines.ready())) {
                print(unanswered.remove().join());
            }
        }
        while (!unanswered.isEmpty()) {
            print(unanswered.remove().join());
        }
        return worstExit;
    }

    private boolean headIsAnswered() {
        CompletableFuture<SendAnswer> head = unanswered.peek();
        return head != null && head.isDone();
    }

    private CompletableFuture<SendAnswer> send(String line, int number) {
        try {
            return SendAnswer.send(client, input.line(line), noWait);
        } catch (WrongInputException e) {
            return CompletableFuture.completedFuture(SendAnswer.wrongUse("line " + number + ": " + e.getMessage()));
        }
    }

    private void print(SendAnswer answer) {
        out.println(answer.json());
        out.flush();
        worstExit = worse(worstExit, answer.exit());
    }

    static int worse(int one, int other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static int rank(int exit) {
        return switch (exit) {
            case FoldlineCommand.OK -> 0;
            case FoldlineCommand.REJECTED -> 1;
            case FoldlineCommand.COMMAND_FAILED -> 2;
            case FoldlineCommand.FAILED -> 3;
            default -> 4;
        };
    }
}
