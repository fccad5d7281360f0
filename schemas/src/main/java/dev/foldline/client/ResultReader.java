package dev.foldline.client;

import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads the results, from the end of the topic as it was at the start, and completes the futures.
 *
 * <p>It reads every partition and belongs to no group: each client sees all results and picks its own.
 */
final class ResultReader {

    private static final Logger log = LoggerFactory.getLogger(ResultReader.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);
    private static final Duration REGISTRY_RETRY_PAUSE = Duration.ofMillis(500);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final AvroDecoder decoder;
    private final AwaitedResults awaited;
    private final Thread thread = new Thread(this::run, "command-results");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private long sweptNs = System.nanoTime();

    ResultReader(Consumer<byte[], byte[]> consumer, AvroDecoder decoder, AwaitedResults awaited) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.awaited = awaited;
        thread.setDaemon(true);
    }

    /**
     * Reads the end offsets of the topic and starts the thread: no result of a command that is sent later is missed.
     *
     * @throws CommandClientException if the topic does not exist; the consumer is closed
     * @throws KafkaException         if Kafka did not answer; the consumer is closed
     */
    void start(String topic) {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new CommandClientException(
                        "topic " + topic + " is not there: run the step register-schemas, then try again");
            }
            consumer.assign(partitions);
            consumer.endOffsets(partitions).forEach(consumer::seek);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        thread.start();
    }

    boolean isCurrentThread() {
        return Thread.currentThread().equals(thread);
    }

    /** Stops the thread and closes the consumer; the caller must fail the awaited results. */
    void stop() {
        stopping.countDown();
        consumer.wakeup();
        if (isCurrentThread()) {
            return;
        }
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                log.warn("what depends on a result has kept its thread for {} ms", STOP_TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (!isStopping()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                    read(record);
                }
                sweep();
            }
        } catch (WakeupException e) {
            log.debug("woken to stop", e);
        } catch (RuntimeException e) {
            log.error("results can no longer be read", e);
            awaited.end(new CommandClientException("results can no longer be read: " + e.getMessage(), e));
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (decode(record) instanceof CommandResult result) {
                awaited.complete(UUID.fromString(result.getCommandId()), result);
            }
        } catch (UndecodableException | IllegalArgumentException e) {
            log.warn(
                    "{}-{} offset {} is not a command result, so whoever awaits it will time out: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    /** Null when it was told to stop while the registry was unavailable. */
    private @Nullable Object decode(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
        while (!isStopping()) {
            try {
                return decoder.decode(record.value());
            } catch (RegistryUnavailableException e) {
                log.warn("asking again in {} ms: {}", REGISTRY_RETRY_PAUSE.toMillis(), e.getMessage());
                sweep();
                pause();
            }
        }
        return null;
    }

    private void sweep() {
        long nowNs = System.nanoTime();
        if (nowNs - sweptNs >= SWEEP_INTERVAL.toNanos()) {
            sweptNs = nowNs;
            awaited.failOverdue();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(REGISTRY_RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
