package dev.foldline.verify.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.SchemaPins;
import dev.foldline.verify.source.EventRow;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** A registry that has other schemas than events were written with, and events that say so. */
final class SchemaCheckTest {

    private static final Schema PAID = schema("a.Paid");
    private static final Schema SENT = schema("a.Sent");

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

    @Test
    void aRegistryThatHasEverySchemaUnderItsIdIsRight() throws Exception {
        int id = registry.register("paid", new AvroSchema(PAID));

        CheckReport report = check(Map.of(id, SchemaPin.of(id, PAID)));

        assertThat(report.ok()).isTrue();
        assertThat(report.counts()).containsEntry("schemas", 1L);
    }

    @Test
    void anotherSchemaAndNoSchemaUnderAnIdAreNamedWithTheirFingerprints() throws Exception {
        int id = registry.register("sent", new AvroSchema(SENT));
        SchemaPin paid = SchemaPin.of(id, PAID);

        CheckReport another = check(Map.of(id, paid));
        CheckReport none = check(Map.of(id + 1, SchemaPin.of(id + 1, PAID)));

        assertThat(another.differences()).isEqualTo(1);
        assertThat(another.firstDifference())
                .contains(
                        "schema id " + id + " is a.Sent with fingerprint "
                                + SchemaPin.of(id, SENT).fingerprint(),
                        "was a.Paid with fingerprint " + paid.fingerprint());
        assertThat(none.firstDifference()).contains("no schema with id " + (id + 1), paid.fingerprint());
    }

    @Test
    void theFingerprintOfAnEventIsThatOfItsSchemaOrAbsent() {
        EventRow row = new SamplePipeline().eventRows.getFirst();
        RecordHeaders headers = new RecordHeaders();
        SamplePipeline.headers(row).forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));

        assertThat(EventHeaders.difference(row, "1b8d77e28de0d30c", headers)).isNull();
        headers.add(HeaderNames.SCHEMA_FINGERPRINT, "1b8d77e28de0d30c".getBytes(StandardCharsets.UTF_8));
        assertThat(EventHeaders.difference(row, "1b8d77e28de0d30c", headers)).isNull();
        assertThat(EventHeaders.difference(row, "0123456789abcdef", headers))
                .isEqualTo("header ce_schemafingerprint is \"1b8d77e28de0d30c\", not \"0123456789abcdef\"");
        assertThat(EventHeaders.difference(row, null, headers)).isEqualTo("header ce_schemafingerprint is not wanted");
    }

    private CheckReport check(Map<Integer, SchemaPin> pins) {
        return SchemaCheck.of(
                pins,
                new RegistrySchemas(registry, RegistrySchemas.Patience.WAITING, System::nanoTime, SchemaPins.of(pins)));
    }

    private static Schema schema(String name) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}");
    }
}
