package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.testing.TestTimeouts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stream of any length is loaded a page at a time. */
final class LongStreamIT {

    private static final String STREAM = "long";

    @Test
    void aStreamOfAHundredThousandEventsIsLoadedInAHeapThatCannotHoldIt() throws Exception {
        PostgresSettings database = PostgresServer.migratedDatabase(1);
        // 100 MB of payload alone, and a heap of 40 MB to load it with.
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO events SELECT 0, n, '" + STREAM + "', 'account', n, uuidv7(), 'type', 1,"
                    + " decode(repeat('ab', 1024), 'hex'), now(), uuidv7(), uuidv7(), n, NULL"
                    + " FROM generate_series(1, 100000) AS n");
        }

        Process load = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongStreamLoad.class.getName(),
                        database.url(),
                        database.user(),
                        STREAM))
                .redirectErrorStream(true)
                .start();
        String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(load.waitFor(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(said.strip()).endsWith("100000");
        assertThat(load.exitValue()).isZero();
    }
}
