package dev.foldline.verify.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import dev.foldline.verify.source.VerifyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The tables of read models have the rows of their views' topics, partition by partition. Memory holds the rows of one
 * partition.
 *
 * <p>A table and its checkpoint are read in one snapshot. So each row of the table must equal the topic up to the
 * checkpoint, even while the pipeline runs. A key that has changed behind the checkpoint is skipped, because compaction
 * may have removed its former value.
 */
public final class ReadModelCheck {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KafkaSource kafka;
    private final Topics topics;
    private final RegistrySchemas schemas;
    private final Duration waitMax;
    private final Findings findings;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /**
     * @param name    of the check
     * @param waitMax how long a table may take to catch up with its topic
     */
    public ReadModelCheck(String name, KafkaSource kafka, Topics topics, RegistrySchemas schemas, Duration waitMax) {
        this.findings = new Findings(name);
        this.kafka = kafka;
        this.topics = topics;
        this.schemas = schemas;
        this.waitMax = waitMax;
    }

    /** Compares all rows of those of these read models that the database has. */
    public CheckReport run(List<CheckedReadModel> models, ReadModelTables tables) {
        for (CheckedReadModel model : models) {
            int partitions = kafka.partitions(topics.projection(model.view()));
            for (int partition = 0; partition < partitions; partition++) {
                if (tables.position(model, partition).isPresent()) {
                    compare(tables, model, partition);
                }
            }
        }
        return findings.report(counts);
    }

    private void compare(ReadModelTables tables, CheckedReadModel model, int partition) {
        Map<String, ConsumerRecord<byte[], byte[]>> records = records(model, partition);
        long last = records.values().stream()
                .mapToLong(ConsumerRecord::offset)
                .max()
                .orElse(-1);
        awaitBehind(tables, model, partition, last);
        Optional<TableSnapshot> table = tables.snapshot(model, partition);
        if (table.isEmpty() || table.get().position() <= last) {
            findings.differ(model.name() + " partition " + partition + " is at offset "
                    + table.map(TableSnapshot::position).orElse(0L) + ", but its topic goes on to " + last);
            return;
        }
        // What has come in the meantime may be in the table already.
        records = records(model, partition);
        compareRows(model, partition, table.get(), records);
        counts.merge("rows of " + model.name(), (long) table.get().rows().size(), Long::sum);
    }

    private void compareRows(
            CheckedReadModel model,
            int partition,
            TableSnapshot table,
            Map<String, ConsumerRecord<byte[], byte[]>> records) {
        AvroDecoder decoder = new AvroDecoder(schemas, List.of(model.row()));
        Map<String, JsonNode> wanted = new HashMap<>();
        TreeSet<String> keys = new TreeSet<>(table.rows().keySet());
        records.forEach((key, record) -> {
            if (record.offset() >= table.position()) {
                keys.remove(key);
            } else if (record.value() != null) {
                keys.add(key);
                wanted.put(key, expected(model, decoder, record));
            }
        });
        for (String key : keys) {
            JsonNode shown = table.rows().get(key);
            if (!Objects.equals(shown, wanted.get(key))) {
                findings.differ("table of " + model.name() + ", partition " + partition + ", row " + key + " is "
                        + shown + ", not " + wanted.get(key));
            }
        }
    }

    /** As text and back, so that numbers compare as what they are and not as how wide Java holds them. */
    private static JsonNode expected(
            CheckedReadModel model, AvroDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
        try {
            String json = model.expected().apply(decoder.decode(record.value())).toString();
            // Postgres knows no U+0000.
            return ReadModelTables.parse(json.replace("\\u0000", "\uFFFD"));
        } catch (UndecodableException e) {
            throw new VerifyException(
                    record.topic() + " partition " + record.partition() + " offset " + record.offset() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** The last record of each key. */
    private Map<String, ConsumerRecord<byte[], byte[]>> records(CheckedReadModel model, int partition) {
        Map<String, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();
        try (TopicReader reader = kafka.open(topics.projection(model.view()), partition)) {
            reader.forEachRemaining(record -> records.put(new String(record.key(), StandardCharsets.UTF_8), record));
        }
        return records;
    }

    private void awaitBehind(ReadModelTables tables, CheckedReadModel model, int partition, long offset) {
        long deadlineNs = System.nanoTime() + waitMax.toNanos();
        while (tables.position(model, partition).orElse(0L) <= offset && System.nanoTime() - deadlineNs < 0) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new VerifyException("interrupted while waiting for a read model", e);
            }
        }
    }
}
