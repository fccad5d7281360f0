package dev.foldline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.verify.source.ExampleRecords;
import dev.foldline.verify.source.KafkaSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class ExampleChecksTest {

    private static final VerifyTarget NOWHERE = new VerifyTarget(
            "127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/none", "http://127.0.0.1:1", "", Duration.ZERO);

    @Test
    void everyShippedViewIsCompared() {
        Set<String> shipped = Domains.onClassPath().views().keySet();

        try (KafkaSource kafka = new KafkaSource(NOWHERE.bootstrapServers())) {
            RegistrySchemas schemas = RegistrySchemas.at(NOWHERE.registryUrl());
            assertThat(new ExampleChecks(NOWHERE, Topics.DEFAULT, kafka, schemas).viewNames())
                    .containsExactlyInAnyOrderElementsOf(shipped);
        }
    }

    @Test
    void theEventsOfTheCheckedDomainsAreThoseThatTheDomainsName() {
        List<Schema> known = new ArrayList<>(ExampleRecords.accountEvents());
        known.addAll(ExampleRecords.orderEvents());
        known.addAll(ExampleRecords.transferEvents());

        List<Schema> named = new ArrayList<>(Domains.onClassPath().events());
        named.removeIf(event -> event.getNamespace().endsWith(".conference"));

        assertThat(ExampleRecords.arePresent()).isTrue();
        assertThat(known).containsExactlyInAnyOrderElementsOf(named);
    }
}
