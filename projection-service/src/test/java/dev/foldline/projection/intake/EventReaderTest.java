package dev.foldline.projection.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.serde.RegistrySchemas;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventReaderTest {

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

    private static EventHeaders ofType(String type) {
        return EventHeaders.of(new RecordHeaders().add(HeaderNames.TYPE, type.getBytes(StandardCharsets.UTF_8)));
    }
}
