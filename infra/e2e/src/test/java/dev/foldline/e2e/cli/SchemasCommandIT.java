package dev.foldline.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.FoldlineCommand;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command line beside a real registry that does not have what events were written with. */
@ExtendWith(SharedStack.class)
final class SchemasCommandIT {

    /** Above all ids that the registry of the other tests gives. */
    private static final int LOST_ID = 1_000_017;

    private static final Schema LOST = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"org.example.Lost\","
                    + "\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}");

    @SuppressWarnings("NullAway.Init")
    private static Endpoints endpoints;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void open(LocalStack stack) {
        endpoints = stack.endpoints();
    }

    @AfterEach
    void removeWhatIsNotOfTheStack() throws SQLException {
        execute("DELETE FROM schema_fingerprints WHERE schema_id = ?", LOST_ID);
    }

    @Test
    void aLostSchemaIsNamedAndRestoredUnderItsOldId() throws Exception {
        SchemaPin lost = SchemaPin.of(LOST_ID, LOST);
        pin(lost);

        assertThat(run("schemas")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(err.toString())
                .contains("no schema with id 1000017", lost.fingerprint(), "./foldline schemas restore");
        assertThat(run("verify")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(out.toString()).contains("FAILED", "no schema with id 1000017");

        assertThat(run("schemas", "restore")).as(err.toString()).isEqualTo(FoldlineCommand.OK);
        assertThat(out.toString()).contains("1 schemas restored");
        assertThat(RegistrySchemas.at(endpoints.registryUrl()).byId(LOST_ID)).isEqualTo(LOST);
        try (RestService registry = new RestService(endpoints.registryUrl())) {
            String subject = Subjects.ofRecord(Topics.DEFAULT.events(), LOST);
            assertThat(registry.registerSchema(LOST.toString(), "AVRO", List.of(), subject)
                            .getId())
                    .as("who registers it again gets the old id")
                    .isEqualTo(LOST_ID);
        }
        assertThat(run("schemas")).as(err.toString()).isEqualTo(FoldlineCommand.OK);
    }

    @Test
    void anIdThatTheRegistryHasGivenToAnotherSchemaIsNamedAndNothingIsRestored() throws Exception {
        int id = RegistrySchemas.at(endpoints.registryUrl())
                .idOf(
                        Subjects.ofRecord(Topics.DEFAULT.events(), AccountOpened.getClassSchema()),
                        AccountOpened.getClassSchema());
        SchemaPin opened = SchemaPin.of(id, AccountOpened.getClassSchema());
        replace(new SchemaPin(id, "org.example.Other", "0123456789abcdef", LOST.toString()));
        try {
            assertThat(run("schemas")).isEqualTo(FoldlineCommand.FAILED);
            assertThat(err.toString())
                    .contains(
                            "schema id " + id + " is " + opened.type() + " with fingerprint " + opened.fingerprint(),
                            "was org.example.Other with fingerprint 0123456789abcdef");
            assertThat(run("schemas", "restore")).isEqualTo(FoldlineCommand.FAILED);
            assertThat(err.toString()).contains("has given ids [" + id + "] to other schemas", "./foldline setup");
        } finally {
            replace(opened);
        }
    }

    private static void replace(SchemaPin pin) throws SQLException {
        execute("DELETE FROM schema_fingerprints WHERE schema_id = ?", pin.id());
        pin(pin);
    }

    private static void pin(SchemaPin pin) throws SQLException {
        execute(
                "INSERT INTO schema_fingerprints (schema_id, type, fingerprint, schema) VALUES (?, ?, ?, ?)",
                pin.id(),
                pin.type(),
                pin.fingerprint(),
                pin.schema());
    }

    private static void execute(String sql, Object... arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.executeUpdate();
        }
    }

    private int run(String... command) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--bootstrap-servers", endpoints.bootstrapServers(),
                                "--jdbc-url", endpoints.jdbcUrl(),
                                "--registry-url", endpoints.registryUrl(),
                                "--query-url", endpoints.queryUrl()))
                .toArray(String[]::new);
        return FoldlineCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
