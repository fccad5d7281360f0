package dev.foldline.torture.hostile;

import dev.foldline.contract.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends hostile records from a thread of its own, through a plain producer that says the partition, and remembers those
 * that the broker has taken.
 */
public final class HostileClient implements AutoCloseable {

    private static final long BETWEEN_RECORDS_MS = 100;
    private static final int UNACKNOWLEDGED_MAX = 50;
    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;

    /** As long as a broker may be away. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(90);

    private final Producer<byte @Nullable [], byte @Nullable []> producer;
    private final HostilePlan plan;
    private final HostileLedger ledger;
    private final Semaphore places = new Semaphore(UNACKNOWLEDGED_MAX);
    private final Thread sender;
    private volatile boolean finishing;

    private HostileClient(
            Producer<byte @Nullable [], byte @Nullable []> producer, HostilePlan plan, HostileLedger ledger) {
        this.producer = producer;
        this.plan = plan;
        this.ledger = ledger;
        this.sender = Thread.ofPlatform().name("torture-hostile").unstarted(this::send);
    }

    /**
     * Registers the schemas of all records, opens the account of each partition, and begins to send.
     *
     * @param opening the command that opens an account, encoded
     * @throws IOException        if the registry refuses a schema
     * @throws ExecutionException if the broker refuses the first records
     */
    public static HostileClient start(String bootstrapServers, byte[] opening, HostilePlan plan, HostileLedger ledger)
            throws IOException, ExecutionException, InterruptedException {
        for (HostileRecord record : plan.records()) {
            var _ = record.make().at(plan.opening(0));
        }
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        HostileClient client = new HostileClient(
                new KafkaProducer<byte @Nullable [], byte @Nullable []>(
                        config, new ByteArraySerializer(), new ByteArraySerializer()),
                plan,
                ledger);
        client.openAccounts(opening);
        client.sender.start();
        return client;
    }

    private void openAccounts(byte[] opening) throws ExecutionException, InterruptedException {
        int partitions = producer.partitionsFor(Topics.DEFAULT.commands()).size();
        for (int partition = 0; partition < partitions; partition++) {
            producer.send(plan.opening(partition).forAccount(opening)).get();
        }
    }

    /** Sends nothing more, and returns when the broker has answered all that was sent. */
    public void finish() throws InterruptedException {
        finishing = true;
        sender.join();
        producer.flush();
    }

    @Override
    public void close() {
        finishing = true;
        sender.interrupt();
        producer.close(CLOSE_MAX);
    }

    private void send() {
        try {
            while (!finishing) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_RECORDS_MS);
                places.acquire();
                send(plan.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HostilePlan.Step step) throws InterruptedException {
        try {
            ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                    step.record().make().at(step.place());
            var _ = producer.send(record, (metadata, failure) -> {
                places.release();
                if (failure == null) {
                    ledger.taken(HostileLedger.Entry.of(step.record(), metadata.partition(), metadata.offset()));
                } else {
                    ledger.notTaken();
                }
            });
        } catch (KafkaException e) {
            places.release();
            ledger.notTaken();
        } catch (IOException e) {
            throw new UncheckedIOException(step + ": its schema is registered since the start", e);
        }
    }
}
