package dev.foldline.bench.rebuild;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.Endpoints;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Events put straight into an empty topic of events, as command-service would have written them: a view does not ask
 * where they are from.
 *
 * @param partitions         of the topic
 * @param eventsPerPartition how many events each partition gets
 */
record ManyEvents(int partitions, int eventsPerPartition) {

    private static final int EVENTS_PER_ACCOUNT = 50;
    private static final int LINGER_MS = 20;
    private static final int BATCH_BYTES_MAX = 131_072;

    /** Events in all. */
    int count() {
        return partitions * eventsPerPartition;
    }

    /** Returns when the broker has all of them. */
    void produce(Endpoints endpoints) {
        AvroEncoder encoder =
                AvroEncoder.ofRecords(RegistrySchemas.at(endpoints.registryUrl()), Topics.DEFAULT.events());
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                endpoints.bootstrapServers(),
                "linger.ms",
                LINGER_MS,
                "batch.size",
                BATCH_BYTES_MAX);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                for (int i = 0; i < eventsPerPartition; i++) {
                    var _ = producer.send(event(encoder, partition, i));
                }
            }
        }
    }

    private ProducerRecord<String, byte[]> event(AvroEncoder encoder, int partition, int number) {
        // A round over all accounts, then the next: no account is changed twice in a row.
        int accounts = Math.max(1, eventsPerPartition / EVENTS_PER_ACCOUNT);
        String account = "account-" + partition + "-" + number % accounts;
        long version = 1L + number / accounts;
        SpecificRecord event = version == 1
                ? new AccountOpened(account, "Ada", "EUR", 7L)
                : new MoneyDeposited(account, 1L, "EUR", 6 + version, "");
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.DEFAULT.events(), partition, account, encoder.encode(event));
        header(record, HeaderNames.TYPE, event.getSchema().getFullName());
        header(record, HeaderNames.SUBJECT, account);
        header(record, HeaderNames.TIME, Instant.EPOCH.plusSeconds(number).toString());
        header(record, HeaderNames.AGGREGATE_VERSION, Long.toString(version));
        header(record, HeaderNames.POSITION, Long.toString(number + 1L));
        return record;
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
