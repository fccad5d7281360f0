package dev.foldline.cli;

import dev.foldline.cli.SendAnswer.Fate;
import dev.foldline.cli.input.CommandInput;
import dev.foldline.cli.input.WrongInputException;
import dev.foldline.client.CommandClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands as they come in, line by line, and prints one answer per line in the order of the lines. Reads no
 * further once a command could not be sent, and says on stderr what became of those that were read.
 */
final class SendLines {

    /** How many lines may be sent ahead of the oldest one that has no answer. */
    private static final int UNANSWERED_LINES_MAX = 10_000;

    /** A line that was read, and its answer to come. */
    private record Line(int number, CompletableFuture<SendAnswer> answer) {}

    private final CommandClient client;
    private final boolean noWait;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CommandInput input = new CommandInput();
    private final Queue<Line> unanswered = new ArrayDeque<>();
    private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    private int worstExit = FoldlineCommand.OK;

    /** The first line that is not a command or has no result, and why. */
    private @Nullable String firstError;

    private boolean unsendable;

    SendLines(CommandClient client, boolean noWait, PrintWriter out, PrintWriter err) {
        this.client = client;
        this.noWait = noWait;
        this.out = out;
        this.err = err;
    }

    /**
     * Goes to the end of the input, or to the first command that could not be sent; skips blank lines.
     *
     * @return the worst exit code of all lines: wrong use, then no result, then failed, then rejected
     */
    int run(BufferedReader lines) throws IOException {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                unanswered.add(new Line(number, send(line)));
            }
            // Who types the lines, or waits for an answer before the next line, reads nothing ahead: answer at once.
            while (!unanswered.isEmpty()
                    && (unanswered.size() > UNANSWERED_LINES_MAX || headIsAnswered() || !lines.ready())) {
                print(unanswered.remove());
            }
            if (unsendable) {
                break;
            }
        }
        while (!unanswered.isEmpty()) {
            print(unanswered.remove());
        }
        summarize(number);
        return worstExit;
    }

    private boolean headIsAnswered() {
        Line head = unanswered.peek();
        return head != null && head.answer().isDone();
    }

    private CompletableFuture<SendAnswer> send(String line) {
        try {
            return SendAnswer.send(client, input.line(line), noWait);
        } catch (WrongInputException e) {
            return CompletableFuture.completedFuture(SendAnswer.wrongUse(e.getMessage()));
        }
    }

    private void print(Line line) {
        SendAnswer answer = line.answer().join();
        String error = "line " + line.number() + ": " + answer.error();
        if (answer.exit() == FoldlineCommand.WRONG_USE) {
            answer.json().put("error", error);
        }
        out.println(answer.json());
        out.flush();
        counts.merge(answer.fate(), 1, Integer::sum);
        worstExit = worse(worstExit, answer.exit());
        unsendable |= answer.isUnsendable();
        if (firstError == null && answer.json().has("error")) {
            firstError = error;
        }
    }

    private void summarize(int linesRead) {
        if (firstError == null) {
            return;
        }
        err.println("foldline: " + (unsendable ? "stopped after line " + linesRead + ": " : "") + count(Fate.ANSWERED)
                + " commands sent and answered, " + count(Fate.UNANSWERED) + " sent but without a result in time, "
                + count(Fate.NOT_SENT) + " not sent, " + count(Fate.UNCONFIRMED)
                + " unknown, which may be sent again under the same command id; first error: " + firstError);
        err.flush();
    }

    private int count(Fate fate) {
        return counts.getOrDefault(fate, 0);
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
