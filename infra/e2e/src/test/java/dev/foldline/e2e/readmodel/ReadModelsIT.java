package dev.foldline.e2e.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Read models end as their views' topics, whichever process dies and whenever. */
@ExtendWith(SharedStack.class)
@Tag("soak")
final class ReadModelsIT {

    private static final int ACCOUNTS = 400;
    private static final int KILLS_EACH = 2;
    private static final int COMMANDS_BETWEEN_KILLS_MAX = 400;

    private final LocalStack stack;

    ReadModelsIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void tablesEqualTopicsAfterKillsOfTheWriterAndOfPostgresUnderLoad() throws SQLException {
        Random random = new Random(4);
        ManagedProcess writer = stack.process("projection-service");
        ManagedProcess postgres = stack.process("postgres");
        try (Load load = Load.steady(stack.endpoints(), "read-models", ACCOUNTS)) {
            for (int i = 0; i < KILLS_EACH; i++) {
                load.awaitProgress(1 + random.nextInt(COMMANDS_BETWEEN_KILLS_MAX));
                writer.kill();
                writer.restart();
                load.awaitProgress(1 + random.nextInt(COMMANDS_BETWEEN_KILLS_MAX));
                postgres.kill();
                postgres.restart();
            }
            load.finish();
        }
        // One of its checks holds every row of the tables against the topics.
        Pipeline.assertClean(stack.endpoints());
        assertThat(count("projection.projections")).isPositive();
        assertThat(count("projection.customer_orders")).isPositive();
        assertThat(writer.log())
                .content()
                .as("went on from its checkpoints")
                .doesNotContain("the partition is read from its beginning");
    }

    private long count(String table) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
