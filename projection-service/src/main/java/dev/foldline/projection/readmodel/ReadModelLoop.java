package dev.foldline.projection.readmodel;

import dev.foldline.projection.readmodel.RowReader.Reading;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies rows from the view's topic to the table, step by step. Used by one thread.
 *
 * <p>A partition is read only from its checkpoint. After any error the partition stops. After a pause its checkpoint is
 * looked up again, and reading continues there. So no record is left out, and it need not be known whether a lost
 * connection had committed. The other partitions are not affected.
 *
 * @param <V> the view's row
 */
final class ReadModelLoop<V extends SpecificRecord> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReadModelLoop.class);

    /**
     * How long a loop waits for what.
     *
     * @param poll       for records
     * @param retryMin   after a failure, doubled with each further one
     * @param retryMax   after many failures
     * @param topicCheck between two checks whether the topic is still the one that the rows come from
     */
    record Pace(Duration poll, Duration retryMin, Duration retryMax, Duration topicCheck) {

        static final Pace DEFAULT =
                new Pace(Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private final String name;
    private final ViewTopic topic;
    private final RowReader<V> reader;
    private final ReadModelStore<V> store;
    private final ReadModelStats stats;
    private final Pace pace;
    private final Map<Integer, Place> places = new TreeMap<>();
    private long topicCheckedNs = System.nanoTime();

    /** A partition that the group has assigned: its checkpoint, or when that is to be looked up. */
    private static final class Place {
        private @Nullable Checkpoint checkpoint;
        private long dueNs = System.nanoTime();
        private Duration pause;

        private Place(Duration pause) {
            this.pause = pause;
        }
    }

    /** Joins the group. */
    ReadModelLoop(ViewTopic topic, RowReader<V> reader, ReadModelStore<V> store, ReadModelStats stats, Pace pace) {
        this.name = store.name();
        this.topic = topic;
        this.reader = reader;
        this.store = store;
        this.stats = stats;
        this.pace = pace;
        topic.join(new ViewTopic.Assignments() {
            @Override
            public void assigned(Collection<Integer> partitions) {
                partitions.forEach(partition -> places.put(partition, new Place(pace.retryMin())));
            }

            @Override
            public void gone(Collection<Integer> partitions) {
                partitions.forEach(places::remove);
                partitions.forEach(stats::gone);
            }
        });
    }

    /**
     * Reads once, writes what came, and looks up the partitions that are due.
     *
     * @throws KafkaException if the member of the group can no longer be used
     */
    void step() {
        ConsumerRecords<byte[], byte[]> records = poll();
        checkTopic();
        List<Reading<V>> readings = read(records);
        write(readings.stream()
                .map(Reading::batch)
                .filter(batch -> batch.to().position() > batch.from().position())
                .toList());
        readings.forEach(this::stopAtFault);
        lookUpDue();
        showLags();
    }

    /** Leaves the group; the checkpoints say where other members continue. */
    @Override
    public void close() {
        places.keySet().forEach(stats::gone);
        topic.close();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return topic.poll(pace.poll());
        } catch (OffsetOutOfRangeException e) {
            // Its cause is found when the checkpoint is compared with the topic.
            e.partitions().forEach(partition -> lookUpAgain(partition.partition(), Duration.ZERO));
            return ConsumerRecords.empty();
        }
    }

    /**
     * A topic that was created again can have the next offset too: its records would be taken for those of the old one.
     */
    private void checkTopic() {
        long nowNs = System.nanoTime();
        if (nowNs - topicCheckedNs < pace.topicCheck().toNanos()) {
            return;
        }
        topicCheckedNs = nowNs;
        try {
            UUID id = topic.id();
            if (stats.over()) {
                log.info("[{}] the topic can be reached again", name);
            }
            places.forEach((partition, place) -> {
                if (place.checkpoint != null && !id.equals(place.checkpoint.topicId())) {
                    lookUpAgain(partition, Duration.ZERO);
                }
            });
        } catch (KafkaException e) {
            if (stats.failed(String.valueOf(e.getMessage()))) {
                log.warn(
                        "[{}] {}; tried again every {} ms",
                        name,
                        e.getMessage(),
                        pace.topicCheck().toMillis());
            }
        }
    }

    private List<Reading<V>> read(ConsumerRecords<byte[], byte[]> records) {
        List<Reading<V>> readings = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            Place place = places.get(partition.partition());
            if (place != null && place.checkpoint != null) {
                List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
                OffsetAndMetadata next = records.nextOffsets().get(partition);
                long after = next == null ? ofPartition.getLast().offset() + 1 : next.offset();
                readings.add(reader.read(place.checkpoint, ofPartition, after));
            }
        }
        return readings;
    }

    /** What came before the record that cannot be read is written by now, or is to be written first. */
    private void stopAtFault(Reading<V> reading) {
        int partition = reading.batch().from().partition();
        Place place = places.get(partition);
        if (reading.fault() != null && place != null && place.checkpoint != null) {
            failed(partition, reading.fault());
        }
    }

    private void write(List<RowBatch<V>> batches) {
        if (batches.isEmpty()) {
            return;
        }
        try {
            store.write(batches);
            batches.forEach(this::written);
        } catch (SQLException | RuntimeException e) {
            log.debug("[{}] a batch of {} partitions was not written together", name, batches.size(), e);
            writeEach(batches);
        }
    }

    /** A fault in one partition must not delay the others. */
    private void writeEach(List<RowBatch<V>> batches) {
        SQLTransientConnectionException away = null;
        for (RowBatch<V> batch : batches) {
            int partition = batch.from().partition();
            if (away != null) {
                failed(partition, reasonOf(away));
                continue;
            }
            try {
                store.write(List.of(batch));
                written(batch);
            } catch (CheckpointMovedException e) {
                log.warn("[{}-{}] {}; nothing was written, and reading goes on there", name, partition, e.getMessage());
                lookUpAgain(partition, pace.retryMin());
            } catch (SQLTransientConnectionException e) {
                away = e;
                failed(partition, reasonOf(e));
            } catch (SQLException | RuntimeException e) {
                failed(partition, reasonOf(e));
            }
        }
    }

    private void written(RowBatch<V> batch) {
        int partition = batch.from().partition();
        Place place = Objects.requireNonNull(places.get(partition));
        place.checkpoint = batch.to();
        stats.wrote(batch.changes().size());
        stats.at(partition, batch.to().position());
        overcome(partition, place);
    }

    private void overcome(int partition, Place place) {
        place.pause = pace.retryMin();
        if (stats.over(partition)) {
            log.info("[{}-{}] is written again", name, partition);
        }
    }

    private void failed(int partition, String why) {
        Place place = Objects.requireNonNull(places.get(partition));
        if (stats.failed(partition, why)) {
            log.warn(
                    "[{}-{}] is not written: {}; tried again, after {} ms at most",
                    name,
                    partition,
                    why,
                    pace.retryMax().toMillis());
        }
        lookUpAgain(partition, place.pause);
        Duration longer = place.pause.multipliedBy(2);
        place.pause = longer.compareTo(pace.retryMax()) < 0 ? longer : pace.retryMax();
    }

    private void lookUpAgain(int partition, Duration pause) {
        Place place = places.get(partition);
        if (place != null) {
            topic.stop(partition);
            place.checkpoint = null;
            place.dueNs = System.nanoTime() + pause.toNanos();
        }
    }

    private void lookUpDue() {
        long nowNs = System.nanoTime();
        for (Map.Entry<Integer, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            if (place.checkpoint != null || place.dueNs - nowNs > 0) {
                continue;
            }
            try {
                lookUp(entry.getKey(), place);
            } catch (CheckpointMovedException e) {
                lookUpAgain(entry.getKey(), pace.retryMin());
            } catch (SQLTransientConnectionException e) {
                failed(entry.getKey(), reasonOf(e));
                // The others are due as well, but would only wait for a connection too.
                return;
            } catch (SQLException | RuntimeException e) {
                failed(entry.getKey(), reasonOf(e));
            }
        }
    }

    private void lookUp(int partition, Place place) throws SQLException {
        Checkpoint found = store.load(partition);
        UUID id = topic.id();
        long first = topic.first(partition);
        if (!id.equals(found.topicId()) || found.position() < first || found.position() > topic.end(partition)) {
            if (found.topicId() != null) {
                log.warn(
                        "[{}-{}] the topic is not the one that its rows came from: it is {} and begins at {}, they came"
                                + " from {} up to {}; they are removed, and the partition is read from its beginning",
                        name,
                        partition,
                        id,
                        first,
                        found.topicId(),
                        found.position());
            }
            found = store.clear(found, id, first);
            if (found.topicId() == null) {
                // More of them at the next step, so that the group hears from this member in between.
                return;
            }
        }
        place.checkpoint = found;
        stats.at(partition, found.position());
        topic.start(partition, found.position());
    }

    private void showLags() {
        places.forEach((partition, place) -> {
            OptionalLong lag = place.checkpoint == null ? OptionalLong.empty() : topic.lag(partition);
            if (lag.isPresent()) {
                stats.lagging(partition, lag.getAsLong());
                if (lag.getAsLong() == 0) {
                    overcome(partition, place);
                }
            }
        });
    }

    private static String reasonOf(Throwable e) {
        Throwable shown = e instanceof SQLTransientConnectionException && e.getCause() != null ? e.getCause() : e;
        String message = shown.getMessage();
        return message == null
                ? shown.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
