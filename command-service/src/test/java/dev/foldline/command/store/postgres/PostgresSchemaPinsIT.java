package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.pin.SchemaPin;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The table of what schema ids were first used with. */
final class PostgresSchemaPinsIT {

    private static final SchemaPin PAID = pin("{\"type\":\"record\",\"name\":\"a.Paid\",\"fields\":[]}");
    private static final SchemaPin SENT = pin("{\"type\":\"record\",\"name\":\"a.Sent\",\"fields\":[]}");

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final PostgresSchemaPins pins = new PostgresSchemaPins(List.of(database));

    private static SchemaPin pin(String schema) {
        return SchemaPin.of(7, new Schema.Parser().parse(schema));
    }

    @Test
    void theFirstUseStandsAndEveryOtherIsTold() {
        assertThat(pins.find(7)).isNull();
        assertThat(pins.pin(PAID)).isEqualTo(PAID);
        assertThat(pins.pin(SENT)).isEqualTo(PAID);
        assertThat(pins.find(7)).isEqualTo(PAID);
        assertThat(new PostgresSchemaPins(List.of(database)).pin(PAID)).isEqualTo(PAID);
    }

    @Test
    void ofProcessesThatMeetAnIdTogetherOneIsFirst() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<SchemaPin>> together = IntStream.range(0, 8)
                    .<Callable<SchemaPin>>mapToObj(i -> () -> pins.pin(i % 2 == 0 ? PAID : SENT))
                    .toList();
            for (Future<SchemaPin> told : threads.invokeAll(together)) {
                assertThat(told.get()).isEqualTo(pins.find(7));
            }
        }
    }

    @Test
    void everyDatabaseHasAllOfThemAndNoneMayDiffer() throws Exception {
        PostgresSettings other = PostgresServer.migratedDatabase(1);
        PostgresSchemaPins both = new PostgresSchemaPins(List.of(database, other));
        both.pin(PAID);

        assertThat(new PostgresSchemaPins(List.of(other)).find(7)).isEqualTo(PAID);
        PostgresServer.execute(database, "DELETE FROM schema_fingerprints");
        assertThat(both.find(7)).isEqualTo(PAID);
        assertThat(both.pin(SENT)).isEqualTo(PAID);
    }

    @Test
    void aTableThatCannotBeReadIsTheFaultOfAServer() throws Exception {
        PostgresServer.execute(database, "ALTER TABLE schema_fingerprints RENAME TO elsewhere");

        assertThatThrownBy(() -> pins.pin(PAID))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("schema id 7", "SQLSTATE 42P01");
    }
}
