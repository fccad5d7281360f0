package dev.foldline.command.loop.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaCommandSourceTest {

    private static final Duration PATIENT = Duration.ofMinutes(10);
    private static final Duration HASTY = Duration.ofMillis(800);
    private static final TopicPartition FIRST = new TopicPartition("commands", 0);
    private static final TopicPartition SECOND = new TopicPartition("commands", 1);

    /** Kafka's own consumer in memory, which counts polls. */
    private static final class CountedConsumer extends MockConsumer<byte[], byte[]> {
        final AtomicInteger polls = new AtomicInteger();

        CountedConsumer() {
            super("none");
            updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls.incrementAndGet();
            return super.poll(timeout);
        }
    }

    /** Writes down what it is told. */
    private static final class Told implements CommandSource.Assignments {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void assigned(Collection<Integer> partitions) {
            lines.add("assigned " + partitions);
        }

        @Override
        public void revoked(Collection<Integer> partitions) {
            lines.add("revoked " + partitions);
        }

        @Override
        public void lost(Collection<Integer> partitions) {
            lines.add("lost " + partitions);
        }

        @Override
        public void takenWhileBusy(Collection<Integer> partitions) {
            lines.add("taken " + partitions);
        }
    }

    private final CountedConsumer consumer = new CountedConsumer();
    private final Told told = new Told();
    private KafkaCommandSource source = new KafkaCommandSource(consumer, "commands", "worker-1", PATIENT);

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void theGroupIsAnsweredWhileTheWorkerIsBusy() {
        joinWith(FIRST, SECOND);

        await().until(() -> consumer.polls.get() > 5);
    }

    @Test
    void whatTheGroupTakesFromABusyWorkerIsAbandonedAtOnceAndToldAtTheNextPoll() {
        joinWith(FIRST, SECOND);
        source.start(0, 0);
        told.lines.clear();

        consumer.schedulePollTask(() -> consumer.rebalance(List.of(SECOND)));
        await().until(() -> told.lines.contains("taken [0]"));
        assertThat(told.lines).containsExactly("taken [0]");
        // Of no effect, as it is another's now.
        source.start(0, 0);

        source.poll(Duration.ZERO);
        assertThat(told.lines).containsExactly("taken [0]", "lost [0]", "assigned []");
    }

    @Test
    void aBusyWorkerMissesNoCommand() {
        joinWith(FIRST, SECOND);
        source.start(0, 0);
        int before = consumer.polls.get();
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>("commands", 0, 0, new byte[1], null)));
        await().until(() -> consumer.polls.get() > before + 3);

        assertThat(source.poll(Duration.ZERO).records(FIRST)).hasSize(1);
    }

    @Test
    void aWorkerThatHangsIsNotKeptInTheGroup() {
        source = new KafkaCommandSource(consumer, "commands", "worker-1", HASTY);
        joinWith(FIRST);
        AtomicInteger before = new AtomicInteger(-1);
        // As many polls after one second as before it: nobody polls any more.
        await().pollInterval(Duration.ofSeconds(1)).until(() -> {
            int polls = consumer.polls.get();
            return before.getAndSet(polls) == polls;
        });

        source.progressed();
        int stopped = consumer.polls.get();
        await().until(() -> consumer.polls.get() > stopped);
    }

    @Test
    void whatTheGroupRefusesWhileTheWorkerIsBusyIsThrownAtItsNextPoll() {
        joinWith(FIRST);
        int before = consumer.polls.get();
        consumer.setPollException(new FencedInstanceIdException("refused on purpose"));
        await().until(() -> consumer.polls.get() > before);

        assertThatThrownBy(() -> source.poll(Duration.ZERO))
                .isInstanceOf(FencedInstanceIdException.class)
                .hasMessage("refused on purpose");
    }

    private void joinWith(TopicPartition... partitions) {
        source.join(told);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(partitions)));
        source.poll(Duration.ZERO);
        assertThat(told.lines).isNotEmpty();
    }
}
