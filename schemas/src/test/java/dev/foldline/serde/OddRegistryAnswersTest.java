package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.serde.RegistrySchemas.Patience;
import dev.foldline.serde.UndecodableException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a registry answers for one id is the fault of that id, or of the registry; it is never anybody else's. */
final class OddRegistryAnswersTest {

    private static final int GOOD = 1;
    private static final int ODD = 17;
    private static final String RECORD = "{\"type\":\"record\",\"name\":\"a.Sample\",\"fields\":[]}";
    private static final String ILL = "{\"error_code\":50001,\"message\":\"Error in the backend datastore\"}";
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

    /** Far above what this machine takes to answer itself. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

    private final AtomicLong nowNs = new AtomicLong();
    private final PlayedRegistry registry;
    private final RegistrySchemas schemas;
    private final RegistrySchemas patient;

    OddRegistryAnswersTest() throws Exception {
        registry = new PlayedRegistry();
        schemas = RegistrySchemas.at(registry.url());
        patient = patient(ANSWER_WAIT);
    }

    private RegistrySchemas patient(Duration answerWait) {
        return new RegistrySchemas(
                RegistrySchemas.client(registry.url()), new Patience(true, answerWait, GIVE_UP_AFTER), nowNs::get);
    }

    @BeforeEach
    void oneSchemaIsGood() {
        registry.has(GOOD, RECORD);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "PROTOBUF", "XML"})
    void aSchemaThatIsNotAvroIsNamed(String type) {
        registry.answers(PlayedRegistry.pathOf(ODD), 200, "{\"schemaType\":\"" + type + "\",\"schema\":\"{}\"}");

        assertUnknown(schemas, "schema id 17 is " + type + ", not Avro");
        assertUnknown(patient, "schema id 17 is " + type + ", not Avro");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "{}",
                "null",
                "{\"type\":\"record\"}",
                "{\"type\":\"record\",\"name\":\"a-b\",\"fields\":[]}",
                "{\"type\":\"record\",\"name\":\"S\",\"fields\":[{\"name\":\"f\",\"type\":\"a.Missing\"}]}",
                "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"A\"]}",
                "{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}"
            })
    void aSchemaThatAvroRefusesIsNamed(String schema) {
        registry.has(ODD, schema);

        assertUnknown(schemas, "schema id 17 is ");
        assertUnknown(patient, "schema id 17 is ");
    }

    @Test
    void aSchemaThatIsNestedDeepIsNamed() {
        String schema = "{\"type\":\"array\",\"items\":".repeat(50_000) + "\"long\"" + "}".repeat(50_000);
        registry.has(ODD, schema);

        assertUnknown(schemas, "schema id 17 is not a schema that Avro reads");
    }

    @Test
    void aReferenceThatDoesNotResolveIsNamed() {
        registry.answers(
                PlayedRegistry.pathOf(ODD),
                200,
                "{\"schema\":" + PlayedRegistry.quoted(RECORD)
                        + ",\"references\":[{\"name\":\"a.Gone\",\"subject\":\"gone\",\"version\":3}]}");

        assertUnknown(schemas, "schema id 17 refers to version 3 of subject gone, which the registry does not have");
    }

    @Test
    void referencesAreFollowedHoweverDeepAndInCircles() throws Exception {
        String outer = "{\"type\":\"record\",\"name\":\"a.Outer\",\"fields\":[{\"name\":\"m\",\"type\":\"a.Middle\"}]}";
        String middle =
                "{\"type\":\"record\",\"name\":\"a.Middle\",\"fields\":[{\"name\":\"i\",\"type\":\"a.Inner\"}]}";
        String inner = "{\"type\":\"record\",\"name\":\"a.Inner\",\"fields\":[]}";
        registry.answers(PlayedRegistry.pathOf(ODD), 200, "{\"schema\":" + withReference(outer, "a.Middle") + "}");
        registry.answers(
                "/subjects/a.Middle/versions/1",
                200,
                "{\"subject\":\"a.Middle\",\"version\":1,\"id\":5,\"schema\":" + withReference(middle, "a.Inner")
                        + "}");
        registry.answers(
                "/subjects/a.Inner/versions/1",
                200,
                "{\"subject\":\"a.Inner\",\"version\":1,\"id\":4,\"schema\":" + withReference(inner, "a.Middle") + "}");

        Schema found = schemas.byId(ODD);

        assertThat(found.getFullName()).isEqualTo("a.Outer");
        assertThat(found.getField("m").schema().getField("i").schema().getFullName())
                .isEqualTo("a.Inner");
    }

    /** A schema as a JSON string, and what it refers to. */
    private static String withReference(String schema, String name) {
        return PlayedRegistry.quoted(schema) + ",\"references\":[{\"name\":\"" + name + "\",\"subject\":\"" + name
                + "\",\"version\":1}]";
    }

    @Test
    void theSchemasOfASubjectAreReadWithTheirReferences() {
        String outer = "{\"type\":\"record\",\"name\":\"a.Outer\",\"fields\":[{\"name\":\"s\",\"type\":\"a.Sample\"}]}";
        registry.answers("/subjects/outer/versions", 200, "[1]");
        registry.answers(
                "/subjects/outer/versions/1",
                200,
                "{\"subject\":\"outer\",\"version\":1,\"id\":5,\"schema\":" + withReference(outer, "a.Sample") + "}");
        registry.answers(
                "/subjects/a.Sample/versions/1",
                200,
                "{\"subject\":\"a.Sample\",\"version\":1,\"id\":1,\"schema\":" + PlayedRegistry.quoted(RECORD) + "}");

        assertThat(schemas.allOf("outer"))
                .singleElement()
                .satisfies(schema ->
                        assertThat(schema.getField("s").schema().getFullName()).isEqualTo("a.Sample"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|{\"error_code\":50001,\"message\":\"ill\"}",
                "503|",
                "404|<html>no such page</html>",
                "404|{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
                "403|{\"error_code\":40301,\"message\":\"denied\"}",
                "401|",
                "204|",
                "200|null",
                "200|{}",
                "200|[]",
                "200|<html>login</html>"
            })
    void anAnswerThatSaysNothingOfTheSchemaIsTheServersFault(int status, String body) {
        registry.answers(PlayedRegistry.pathOf(ODD), status, body == null ? "" : body);

        assertThatThrownBy(() -> schemas.byId(ODD))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("schema id 17");
        assertThatThrownBy(() -> patient.byId(ODD)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void anUnknownIdIsNoStormOfRequestsAndIsFoundLater() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            assertUnknown(patient, "the registry has no schema with id 17");
        }
        assertThat(registry.asked(PlayedRegistry.pathOf(ODD))).isEqualTo(1);

        registry.has(ODD, RECORD);
        nowNs.addAndGet(SchemaLookups.UNKNOWN_FOR.toNanos());

        assertThat(patient.byId(ODD).getFullName()).isEqualTo("a.Sample");
    }

    @Test
    void anIdThatIsRefusedWhileOthersAreGivenIsGivenUpAfterAWhile() throws Exception {
        assertThat(patient.byId(GOOD).getFullName()).isEqualTo("a.Sample");
        registry.answers(PlayedRegistry.pathOf(ODD), 500, ILL);

        assertThatThrownBy(() -> patient.byId(ODD))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("though it gives others: given up after 60 s");
        nowNs.addAndGet(GIVE_UP_AFTER.toNanos() - 1);
        assertThatThrownBy(() -> patient.byId(ODD)).isInstanceOf(RegistryUnavailableException.class);
        awaitAsked(2);
        nowNs.addAndGet(Duration.ofSeconds(1).toNanos());

        Awaitility.await()
                .atMost(ANSWER_WAIT)
                .untilAsserted(() -> assertThatExceptionOfType(UndecodableException.class)
                        .isThrownBy(() -> patient.byId(ODD))
                        .withMessageContaining("sending the command again may help")
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA_UNAVAILABLE)));

        registry.has(ODD, RECORD);
        nowNs.addAndGet(SchemaLookups.UNKNOWN_FOR.toNanos());
        Awaitility.await()
                .atMost(ANSWER_WAIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(patient.byId(ODD).getFullName()).isEqualTo("a.Sample"));
    }

    @Test
    void aRegistryThatGivesNothingAtAllIsWaitedForWithoutEnd() throws Exception {
        assertThat(patient.byId(GOOD).getFullName()).isEqualTo("a.Sample");
        registry.answers(PlayedRegistry.pathOf(GOOD), 500, ILL);
        registry.answers(PlayedRegistry.pathOf(ODD), 500, ILL);
        for (int minute = 0; minute < 10; minute++) {
            assertThatThrownBy(() -> patient.byId(ODD)).isInstanceOf(RegistryUnavailableException.class);
            awaitAsked(minute + 1);
            nowNs.addAndGet(GIVE_UP_AFTER.toNanos());
        }
    }

    @Test
    void anIdThatHangsHoldsItsCallerUpOnlyOnce() throws Exception {
        RegistrySchemas hurried = patient(Duration.ZERO);
        String path = PlayedRegistry.pathOf(ODD);
        registry.hangs(path);
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> hurried.byId(ODD)).isInstanceOf(RegistryUnavailableException.class);
        }
        awaitAsked(1);
        registry.has(ODD, RECORD);
        registry.hangsNoMore(path);

        Awaitility.await()
                .atMost(ANSWER_WAIT)
                .ignoreException(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(hurried.byId(ODD).getFullName()).isEqualTo("a.Sample"));
        assertThat(registry.asked(path)).isEqualTo(1);
    }

    /** Requests go on in the background; the next one is made only once the one before has ended. */
    private void awaitAsked(int times) {
        Awaitility.await().atMost(ANSWER_WAIT).until(() -> registry.asked(PlayedRegistry.pathOf(ODD)) >= times);
    }

    private static void assertUnknown(RegistrySchemas asked, String message) {
        assertThatExceptionOfType(UndecodableException.class)
                .isThrownBy(() -> asked.byId(ODD))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA));
    }
}
