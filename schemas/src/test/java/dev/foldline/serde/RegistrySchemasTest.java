package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.parcel.InsureParcel;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class RegistrySchemasTest {

    private static final Schema SCHEMA = InsureParcel.getClassSchema();
    private static final String SUBJECT = Subjects.ofRecord("commands", SCHEMA);

    /** A registry that can be away, or answer that it is ill. */
    private static final class FailingRegistry extends MockSchemaRegistryClient {

        private boolean away;
        private boolean ill;
        private int asked;

        @Override
        public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
            ask();
            return super.getSchemaById(id);
        }

        @Override
        public int getId(String subject, ParsedSchema schema) throws IOException, RestClientException {
            ask();
            return super.getId(subject, schema);
        }

        @Override
        public List<Integer> getAllVersions(String subject) throws IOException, RestClientException {
            ask();
            return super.getAllVersions(subject);
        }

        private void ask() throws IOException, RestClientException {
            asked++;
            if (away) {
                throw new IOException("Connection refused");
            }
            if (ill) {
                throw new RestClientException("backend data store", 500, 50001);
            }
        }
    }

    private final FailingRegistry registry = new FailingRegistry();
    private final AtomicLong nowNs = new AtomicLong();
    private final RegistrySchemas schemas = new RegistrySchemas(registry, RegistrySchemas.Patience.WAITING, nowNs::get);

    @Test
    void aRegistryThatWasAwayIsAskedAgain() throws Exception {
        int id = registry.register(SUBJECT, new AvroSchema(SCHEMA));
        registry.away = true;
        assertThatThrownBy(() -> schemas.byId(id))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("schema registry did not give schema id " + id + ": Connection refused");
        assertThatThrownBy(() -> schemas.idOf(SUBJECT, SCHEMA)).isInstanceOf(RegistryUnavailableException.class);

        registry.away = false;
        assertThat(schemas.byId(id)).isEqualTo(SCHEMA);
        assertThat(schemas.idOf(SUBJECT, SCHEMA)).isEqualTo(id);
    }

    @Test
    void aRegistryThatIsIllIsUnavailableNotIgnorant() {
        registry.ill = true;
        assertThatThrownBy(() -> schemas.byId(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> schemas.idOf(SUBJECT, SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void aSchemaThatIsRegisteredLaterIsFound() throws Exception {
        assertThatThrownBy(() -> schemas.byId(1)).isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> schemas.idOf(SUBJECT, SCHEMA))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SUBJECT)
                .hasMessageContaining("register-schemas");

        int id = registry.register(SUBJECT, new AvroSchema(SCHEMA));
        nowNs.addAndGet(SchemaLookups.UNKNOWN_FOR.toNanos());
        assertThat(schemas.byId(id)).isEqualTo(SCHEMA);
        assertThat(schemas.idOf(SUBJECT, SCHEMA)).isEqualTo(id);
    }

    @Test
    void whoSendsACommandAgainDoesNotGetARememberedAnswer() throws Exception {
        assertThatThrownBy(() -> schemas.byId(1)).isInstanceOf(UndecodableException.class);
        int id = registry.register(SUBJECT, new AvroSchema(SCHEMA));
        assertThatThrownBy(() -> schemas.byId(id)).isInstanceOf(UndecodableException.class);

        schemas.askAgain(id);

        assertThat(schemas.byId(id)).isEqualTo(SCHEMA);
    }

    @Test
    void aKnownSchemaIsNotAskedForAgain() throws Exception {
        int id = registry.register(SUBJECT, new AvroSchema(SCHEMA));
        schemas.byId(id);
        registry.away = true;

        assertThat(schemas.byId(id)).isEqualTo(SCHEMA);
        assertThat(registry.asked).isEqualTo(1);
    }

    @Test
    void allSchemasOfASubjectAreGivenOldestFirst() throws Exception {
        Schema first = SchemaBuilder.record("Sample").fields().endRecord();
        Schema second =
                SchemaBuilder.record("Sample").prop("eventVersion", 2).fields().endRecord();
        registry.register("samples", new AvroSchema(first));
        registry.register("samples", new AvroSchema(second));
        registry.register("others", new AvroSchema(SCHEMA));

        assertThat(schemas.allOf("samples")).containsExactly(first, second);
    }

    @Test
    void aSubjectThatIsNotThereAndARegistryThatDoesNotAnswerAreTwoThings() {
        assertThatThrownBy(() -> schemas.allOf("samples"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("samples")
                .hasMessageContaining("register-schemas");
        registry.away = true;
        assertThatThrownBy(() -> schemas.allOf("samples"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("schema registry did not give the schemas of subject samples: Connection refused");
    }

    @Test
    void aPortWhereNothingListensIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RegistrySchemas nobody = RegistrySchemas.at("http://127.0.0.1:" + port);

        assertThatThrownBy(() -> nobody.byId(1)).isInstanceOf(RegistryUnavailableException.class);
    }
}
