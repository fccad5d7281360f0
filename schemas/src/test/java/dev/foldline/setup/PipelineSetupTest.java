package dev.foldline.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.parcel.ParcelInsured;
import dev.foldline.schema.parcel.ParcelRow;
import dev.foldline.schema.parcel.PostParcel;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The part that asks the registry, and how topics are set up; Kafka's part is proven on the embedded stack. */
class PipelineSetupTest {

    private static final Topics TOPICS = new Topics("bank.");
    private static final PipelineSetup SETUP = new PipelineSetup(TOPICS, 8, (short) 1);

    @Test
    void everyRecordIsRegisteredInItsSubjectWithItsLevel() throws Exception {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        SETUP.registerSchemas(registry);

        Map<String, Schema> subjects = Map.of(
                "bank.commands-dev.foldline.schema.parcel.PostParcel", PostParcel.getClassSchema(),
                "bank.events-dev.foldline.schema.parcel.ParcelInsured", ParcelInsured.getClassSchema(),
                "bank.command-results-value", CommandResult.getClassSchema(),
                "bank.projection.parcels-value", ParcelRow.getClassSchema());
        RegistrySchemas schemas = new RegistrySchemas(registry);
        subjects.forEach((subject, schema) ->
                assertThat(schemas.idOf(subject, schema)).as(subject).isPositive());
        for (String subject : registry.getAllSubjects()) {
            assertThat(registry.getCompatibility(subject))
                    .as(subject)
                    .isEqualTo(subject.startsWith("bank.commands-") ? "BACKWARD_TRANSITIVE" : "FULL_TRANSITIVE");
        }
        Domains parcel = Domains.onClassPath();
        assertThat(registry.getAllSubjects())
                .hasSizeGreaterThanOrEqualTo(
                        parcel.commands().size() + parcel.events().size() + 2);
    }

    @Test
    void registeringAgainChangesNothing() throws Exception {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        SETUP.registerSchemas(registry);
        int id = new RegistrySchemas(registry).idOf("bank.command-results-value", CommandResult.getClassSchema());
        Map<String, List<Integer>> versions = new HashMap<>();
        for (String subject : registry.getAllSubjects()) {
            versions.put(subject, registry.getAllVersions(subject));
        }
        SETUP.registerSchemas(registry);

        assertThat(registry.getAllSubjects()).containsExactlyInAnyOrderElementsOf(versions.keySet());
        for (String subject : registry.getAllSubjects()) {
            assertThat(registry.getAllVersions(subject)).as(subject).isEqualTo(versions.get(subject));
        }
        assertThat(new RegistrySchemas(registry).idOf("bank.command-results-value", CommandResult.getClassSchema()))
                .isEqualTo(id);
    }

    @Test
    void olderShapesOfAnEventAreRegisteredBeforeThePresentOne() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        SETUP.registerSchemas(registry);

        assertThat(new RegistrySchemas(registry).allOf("bank.events-dev.foldline.schema.parcel.ParcelSent"))
                .extracting(EventVersion::of)
                .containsExactly(1, 2, 3);
    }

    @Test
    void anIncompatibleSchemaIsRefusedInOneLineThatNamesTheSubject() {
        MockSchemaRegistryClient strict = new MockSchemaRegistryClient() {
            @Override
            public int register(String subject, ParsedSchema schema) throws IOException, RestClientException {
                if (subject.endsWith("PostParcel")) {
                    throw new RestClientException("field owner was removed\nand more", 409, 409);
                }
                return super.register(subject, schema);
            }
        };
        assertThatThrownBy(() -> SETUP.registerSchemas(strict))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(Subjects.ofRecord(TOPICS.commands(), PostParcel.getClassSchema()))
                .hasMessageContaining("BACKWARD_TRANSITIVE")
                .hasMessageContaining("field owner was removed")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aRegistryThatIsAwayIsSaid() {
        MockSchemaRegistryClient away = new MockSchemaRegistryClient() {
            @Override
            public int register(String subject, ParsedSchema schema) throws IOException {
                throw new IOException("Connection refused");
            }
        };
        assertThatThrownBy(() -> SETUP.registerSchemas(away))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("schema registry did not answer")
                .hasMessageEndingWith("Connection refused");
    }

    @Test
    void aRegistryThatLeavesARequestUnansweredIsAskedAgain() throws Exception {
        Set<String> asked = new HashSet<>();
        MockSchemaRegistryClient slow = new MockSchemaRegistryClient() {
            @Override
            public int register(String subject, ParsedSchema schema) throws IOException, RestClientException {
                int id = super.register(subject, schema);
                if (asked.add(subject)) {
                    throw new SocketTimeoutException("Read timed out");
                }
                return id;
            }
        };

        SETUP.registerSchemas(slow);

        MockSchemaRegistryClient quick = new MockSchemaRegistryClient();
        SETUP.registerSchemas(quick);
        assertThat(slow.getAllSubjects()).containsExactlyInAnyOrderElementsOf(quick.getAllSubjects());
        for (String subject : quick.getAllSubjects()) {
            assertThat(slow.getAllVersions(subject)).as(subject).isEqualTo(quick.getAllVersions(subject));
        }
    }

    @Test
    void topicsAreSetUpAsTheyAreUsed() {
        TopicSettings settings = new TopicSettings(8, (short) 3);

        assertThat(settings.commands("commands").configs())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("retention.ms", "-1")
                .containsEntry("max.message.bytes", "1048588")
                .containsEntry("min.insync.replicas", "2");
        assertThat(settings.events("events").configs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1");
        assertThat(settings.commandResults("command-results").configs()).containsEntry("retention.ms", "604800000");
        assertThat(settings.commandsDlq("commands.dlq").configs())
                .containsEntry("retention.ms", "-1")
                .containsEntry("max.message.bytes", "2097176");
        assertThat(settings.projection("projection.x").configs()).containsEntry("cleanup.policy", "compact");
        assertThat(settings.events("events").numPartitions()).isEqualTo(8);
        assertThat(settings.events("events").replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void noTopicRefusesARecordForTheClockOfItsWriter() {
        TopicSettings settings = new TopicSettings(8, (short) 3);

        assertThat(List.of(
                        settings.events("events"),
                        settings.commandResults("command-results"),
                        settings.commandsDlq("commands.dlq"),
                        settings.projection("projection.x")))
                .allSatisfy(topic -> assertThat(topic.configs())
                        .containsEntry("message.timestamp.after.max.ms", "9223372036854775807")
                        .containsEntry("message.timestamp.before.max.ms", "9223372036854775807"));
    }

    @Test
    void noPartitionsOrCopiesAreRefused() {
        assertThatThrownBy(() -> new PipelineSetup(TOPICS, 0, (short) 1)).hasMessageContaining("0 partitions");
        assertThatThrownBy(() -> new PipelineSetup(TOPICS, 8, (short) 0)).hasMessageContaining("0 copies");
    }
}
