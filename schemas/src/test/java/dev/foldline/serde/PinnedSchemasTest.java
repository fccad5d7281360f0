package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.serde.RegistrySchemas.Patience;
import dev.foldline.serde.pin.SchemaFingerprint;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.SchemaPins;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that was lost and gave its ids again is found out by what the ids were first used with. */
final class PinnedSchemasTest {

    private static final int ID = 7;
    private static final String TYPE = "a.Paid";
    private static final String SECONDS = paid("\"long\"");
    private static final String MILLIS = paid("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}");
    private static final String OTHER = "{\"type\":\"record\",\"name\":\"a.Sent\",\"fields\":[]}";

    private final Map<Integer, SchemaPin> pinned = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final SchemaPins pins = new SchemaPins() {
        @Override
        public @Nullable SchemaPin find(int id) {
            questions.incrementAndGet();
            return pinned.get(id);
        }

        @Override
        public SchemaPin pin(SchemaPin used) {
            questions.incrementAndGet();
            SchemaPin first = pinned.putIfAbsent(used.id(), used);
            return first == null ? used : first;
        }
    };
    private final PlayedRegistry registry;

    PinnedSchemasTest() throws Exception {
        registry = new PlayedRegistry();
        registry.has(ID, SECONDS);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private RegistrySchemas started() {
        return RegistrySchemas.at(registry.url(), Patience.WAITING, pins);
    }

    @Test
    void theFirstUsePinsTheSchemaAndLaterUsesAskNobody() throws Exception {
        RegistrySchemas schemas = started();
        Schema first = schemas.byIdOf(TYPE, ID);
        int asked = questions.get();

        assertThat(pinned.values()).singleElement().satisfies(pin -> {
            assertThat(pin.fingerprint()).isEqualTo(SchemaFingerprint.of(first));
            assertThat(new Schema.Parser().parse(pin.schema())).isEqualTo(first);
        });
        for (int i = 0; i < 100; i++) {
            assertThat(schemas.byIdOf(TYPE, ID)).isSameAs(first);
        }
        assertThat(questions).hasValue(asked);
        assertThat(registry.asked(PlayedRegistry.pathOf(ID))).isEqualTo(1);
    }

    @Test
    void anotherShapeOfTheSameTypeIsRefusedWithIdAndBothFingerprintsUntilTheOldOneIsBack() throws Exception {
        started().byIdOf(TYPE, ID);
        registry.has(ID, MILLIS);
        RegistrySchemas restarted = started();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> restarted.byIdOf(TYPE, ID))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContainingAll(
                            "schema id 7", fingerprint(SECONDS), fingerprint(MILLIS), "./foldline schemas restore");
        }

        registry.has(ID, SECONDS);
        assertThat(restarted.byIdOf(TYPE, ID)).isEqualTo(new Schema.Parser().parse(SECONDS));
    }

    @Test
    void anIdThatTheRegistryHasLostIsTheRegistrysFault() throws Exception {
        started().byIdOf(TYPE, ID);
        registry.answers(PlayedRegistry.pathOf(ID), 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

        assertThatThrownBy(() -> started().byIdOf(TYPE, ID))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("no schema with id 7", fingerprint(SECONDS), "./foldline schemas restore");
    }

    @Test
    void anEventWithoutAPinIsReadByTheSchemaOfItsOwnTypeOnly() {
        registry.has(ID, OTHER);

        assertThatThrownBy(() -> started().byIdOf(TYPE, ID))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("schema id 7 is a.Sent", "but was a.Paid");
        assertThat(pinned).isEmpty();
    }

    @Test
    void nothingIsWrittenUnderAnIdThatWasFirstUsedWithAnotherSchema() throws Exception {
        String lookUp = "/subjects/paid";
        registry.answers(lookUp, 200, "{\"subject\":\"paid\",\"version\":1,\"id\":7,\"schema\":\"\"}");
        RegistrySchemas schemas = started();
        assertThat(schemas.pinnedIdOf("paid", new Schema.Parser().parse(SECONDS)))
                .isEqualTo(ID);
        RegistrySchemas restarted = started();
        Schema other = new Schema.Parser().parse(OTHER);

        assertThatThrownBy(() -> restarted.pinnedIdOf("paid", other))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("schema id 7", fingerprint(SECONDS), fingerprint(OTHER));

        registry.answers(lookUp, 200, "{\"subject\":\"paid\",\"version\":1,\"id\":8,\"schema\":\"\"}");
        assertThat(restarted.pinnedIdOf("paid", other)).isEqualTo(8);
    }

    @Test
    void schemasThatReferToOthersAreComparedWithThem() throws Exception {
        String outer = "{\"type\":\"record\",\"name\":\"a.Outer\",\"fields\":[{\"name\":\"p\",\"type\":\"a.Paid\"}]}";
        registry.answers(
                PlayedRegistry.pathOf(ID),
                200,
                "{\"schema\":" + PlayedRegistry.quoted(outer)
                        + ",\"references\":[{\"name\":\"a.Paid\",\"subject\":\"paid\",\"version\":1}]}");
        refersTo(SECONDS);
        started().byIdOf("a.Outer", ID);
        refersTo(MILLIS);

        assertThatThrownBy(() -> started().byIdOf("a.Outer", ID)).isInstanceOf(RegistryUnavailableException.class);
    }

    private void refersTo(String paid) {
        registry.answers(
                "/subjects/paid/versions/1",
                200,
                "{\"subject\":\"paid\",\"version\":1,\"id\":3,\"schema\":" + PlayedRegistry.quoted(paid) + "}");
    }

    private static String paid(String type) {
        return "{\"type\":\"record\",\"name\":\"a.Paid\",\"fields\":[{\"name\":\"at\",\"type\":" + type + "}]}";
    }

    private static String fingerprint(String schema) {
        return SchemaFingerprint.of(new Schema.Parser().parse(schema));
    }
}
