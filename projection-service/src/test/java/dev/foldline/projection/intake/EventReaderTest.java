package dev.foldline.projection.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.HeaderNames;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.pin.SchemaFingerprint;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventReaderTest {

    /** Longer than a registry that does not have a schema is not asked for it again. */
    private static final Duration MISSING_ASKED_AGAIN = Duration.ofMinutes(1);

    private static final AccountOpened OPENED = new AccountOpened("account-1", "Ada", "EUR", 100L);

    @Test
    void anEventIsReadUnderItsFormerNamesToo() {
        Schema renamed =
                new Schema.Parser().parse(AccountOpened.getClassSchema().toString());
        renamed.addAlias("Registered");
        EventReader reader = new EventReader(new RegistrySchemas(new MockSchemaRegistryClient()), List.of(renamed));

        assertThat(reader.reads(ofType("dev.foldline.schema.account.AccountOpened")))
                .isTrue();
        assertThat(reader.reads(ofType("dev.foldline.schema.account.Registered")))
                .isTrue();
        assertThat(reader.reads(ofType("dev.foldline.schema.account.MoneyDeposited")))
                .isFalse();
    }

    @Test
    void anotherShapeUnderTheIdOfAnEventIsWaitedForAndNeverFolded() throws Exception {
        LostRegistry registry = new LostRegistry();
        RegistrySchemas schemas = new RegistrySchemas(registry);
        IncomingRecord event = event(SchemaFingerprint.of(AccountOpened.getClassSchema()));
        registry.schema = swapped();
        EventReader reader = new EventReader(schemas, List.of(AccountOpened.getClassSchema()));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reader.read(event))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContainingAll(
                            "schema id 7 is",
                            SchemaFingerprint.of(AccountOpened.getClassSchema()),
                            SchemaFingerprint.of(swapped()),
                            "./foldline schemas restore");
        }

        registry.schema = AccountOpened.getClassSchema();
        assertThat(reader.read(event).data()).isEqualTo(OPENED);
    }

    @Test
    void anotherTypeOrNothingUnderTheIdOfAnEventIsWaitedForToo() throws Exception {
        LostRegistry registry = new LostRegistry();
        registry.schema = AccountClosed.getClassSchema();
        AtomicLong nowNs = new AtomicLong();
        EventReader reader = new EventReader(
                new RegistrySchemas(registry, RegistrySchemas.Patience.WAITING, nowNs::get),
                List.of(AccountOpened.getClassSchema(), AccountClosed.getClassSchema()));
        IncomingRecord event = event(SchemaFingerprint.of(AccountOpened.getClassSchema()));
        IncomingRecord older = event(null);

        assertThatThrownBy(() -> reader.read(event)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> reader.read(older))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("AccountClosed", "but was dev.foldline.schema.account.AccountOpened");
        registry.schema = null;
        assertThatThrownBy(() -> reader.read(event))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no schema with id 7");

        nowNs.addAndGet(MISSING_ASKED_AGAIN.toNanos());
        registry.schema = AccountOpened.getClassSchema();
        assertThat(reader.read(event).data()).isEqualTo(OPENED);
        assertThat(reader.read(older).data()).isEqualTo(OPENED);
    }

    /** One id, whose schema changes as a registry's does that was lost. */
    private static final class LostRegistry extends MockSchemaRegistryClient {

        private @Nullable Schema schema;

        @Override
        public ParsedSchema getSchemaById(int id) throws RestClientException {
            if (schema == null) {
                throw new RestClientException("Schema not found", 404, 40403);
            }
            return new AvroSchema(schema);
        }
    }

    /** The event's schema with two fields of one type in each other's place: it reads every byte, wrongly. */
    private static Schema swapped() {
        return new Schema.Parser()
                .parse(AccountOpened.getClassSchema()
                        .toString()
                        .replace("\"owner\"", "\"both\"")
                        .replace("\"currency\"", "\"owner\"")
                        .replace("\"both\"", "\"currency\""));
    }

    private static IncomingRecord event(@Nullable String fingerprint) {
        RecordHeaders headers = new RecordHeaders();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(HeaderNames.TYPE, AccountOpened.getClassSchema().getFullName());
        texts.put(HeaderNames.SUBJECT, "account-1");
        texts.put(HeaderNames.TIME, "2026-01-01T00:00:00Z");
        texts.put(HeaderNames.AGGREGATE_VERSION, "1");
        texts.put(HeaderNames.POSITION, "1");
        if (fingerprint != null) {
            texts.put(HeaderNames.SCHEMA_FINGERPRINT, fingerprint);
        }
        texts.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new IncomingRecord("account-1", new AvroEncoder(_ -> 7).encode(OPENED), headers, 0, 1, 0);
    }

    private static EventHeaders ofType(String type) {
        return EventHeaders.of(new RecordHeaders().add(HeaderNames.TYPE, type.getBytes(StandardCharsets.UTF_8)));
    }
}
