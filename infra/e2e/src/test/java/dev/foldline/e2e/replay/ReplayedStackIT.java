package dev.foldline.e2e.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.FoldlineCommand;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Gates;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The events topic of a whole stack is deleted and built again with the command line; the tables are in two databases.
 */
@Tag("soak")
final class ReplayedStackIT {

    private static final int PARTITIONS = 8;
    private static final int COMMANDS = 2_000;
    private static final int ACCOUNTS = 200;
    private static final Path FOLDER = Path.of("target", "replayed-stack");

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        Folders.delete(FOLDER);
        stack = LocalStack.start(StackOptions.in(FOLDER).brief().databases(2), _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void theWholePipelineGoesOnAfterItsEventsTopicWasDeletedAndBuiltAgainThroughAKill() throws Exception {
        decide("before");
        commandService().terminate(TestTimeouts.PROCESS);
        projectionService().terminate(TestTimeouts.PROCESS);
        TopicCopy original = read();

        // Small batches, so that there is time to kill it in the middle.
        CompletableFuture<Integer> killed =
                CompletableFuture.supplyAsync(() -> execute("replay", "--delete-first", "--batch-size", "1"));
        kill(awaitReplay(killed));
        assertThat(killed.join()).isEqualTo(FoldlineCommand.FAILED);
        assertThat(read().count()).as("events before the kill").isBetween(1L, original.count() - 1);
        assertThat(execute("replay")).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        assertThat(out.toString()).contains("continuing after ", " events written, events has all " + original.count());
        assertThat(read()).isEqualTo(original);

        commandService().restart();
        projectionService().restart();
        decide("after");
        Pipeline.assertClean(stack.endpoints());
        assertThat(Gates.read(stack.endpoints()).gaps()).isZero();
        assertThat(execute("replay")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(err.toString())
                .contains("foldline: command-service is running, and forwards to the events topic")
                .contains("stop it first");
    }

    /** Kafka Streams notices that the topic was deleted, and stops, or that it is another one, and reads it again. */
    @Test
    void aProjectionServiceThatRanMeanwhileGoesOnWhenItIsStartedAgain() throws Exception {
        decide("seen");
        commandService().terminate(TestTimeouts.PROCESS);
        assertThat(execute("replay", "--delete-first")).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        commandService().restart();
        projectionService().terminate(TestTimeouts.PROCESS);
        projectionService().restart();
        decide("unseen");
        Pipeline.assertClean(stack.endpoints());
        assertThat(Gates.read(stack.endpoints()).gaps()).isZero();
    }

    private static void decide(String name) {
        try (Load load = Load.start(stack.endpoints(), name, COMMANDS, ACCOUNTS)) {
            load.awaitAll();
        }
    }

    /** The process of a replay, once it has written something. */
    private static ProcessHandle awaitReplay(CompletableFuture<Integer> command) {
        Awaitility.await("events on the topic")
                .atMost(TestTimeouts.PROCESS)
                .ignoreExceptions()
                .until(() -> command.isDone() || doneInTable() > 0);
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("ReplayEvents"))
                .findFirst()
                .orElseThrow();
    }

    private static void kill(ProcessHandle replay) {
        assertThat(replay.destroyForcibly()).isTrue();
        replay.onExit().join();
    }

    private static long doneInTable() throws SQLException {
        long done = 0;
        for (String url : stack.endpoints().jdbcUrl().split(" ", -1)) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT coalesce(sum(events_done), 0) FROM replay_progress"
                            + " WHERE state = 'RUNNING' AND updated_at > started_at")) {
                row.next();
                done += row.getLong(1);
            }
        }
        return done;
    }

    private static ManagedProcess commandService() {
        return stack.process("command-service");
    }

    private static ManagedProcess projectionService() {
        return stack.process("projection-service");
    }

    private static TopicCopy read() {
        return TopicCopy.read(stack.endpoints().bootstrapServers(), Topics.DEFAULT.events(), PARTITIONS);
    }

    private int execute(String... args) {
        String[] all = Stream.concat(Stream.of(args), Stream.of("--data", FOLDER.toString()))
                .toArray(String[]::new);
        // Each gets what this one says.
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return FoldlineCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
