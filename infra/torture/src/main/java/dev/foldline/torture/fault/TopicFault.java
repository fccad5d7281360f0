package dev.foldline.torture.fault;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.torture.stage.TortureStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What others do to the commands topic and to the place in it. */
record TopicFault(String name, Set<Part> parts, Deed deed) implements Fault {

    private static final String GROUP = "foldline-command-service";
    private static final int BAD_RECORDS = 20;
    private static final int GARBAGE_BYTES_MAX = 300;
    private static final int LARGE_BYTES = 900_000;
    private static final int LARGE_RECORDS = 3;

    private static final Duration WRONG_TIMES = Duration.ofSeconds(3);

    /** What is done, and undone. */
    @FunctionalInterface
    interface Deed {
        void run(TortureStack stage, SplittableRandom random) throws ExecutionException, InterruptedException;
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws ExecutionException, InterruptedException {
        deed.run(stage, random);
        return Outcome.STRUCK;
    }

    static Fault undecodableBytes() {
        return foreignRecords("undecodable-bytes", BAD_RECORDS, random -> {
            byte[] garbage = new byte[random.nextInt(GARBAGE_BYTES_MAX)];
            random.nextBytes(garbage);
            return record(garbage, random);
        });
    }

    static Fault oversizedRecord() {
        return foreignRecords("oversized-records", LARGE_RECORDS, random -> {
            byte[] large = new byte[LARGE_BYTES + random.nextInt(GARBAGE_BYTES_MAX)];
            random.nextBytes(large);
            return record(large, random);
        });
    }

    /** Commands of the clients, which are answered as all others, under record times that mean nothing. */
    static Fault wrongTimestamps() {
        return new TopicFault("wrong-timestamps", Set.of(Part.COMMANDS), (stage, _) -> {
            stage.recordTimes().wrong(true);
            try {
                TortureStack.pause(WRONG_TIMES);
            } finally {
                stage.recordTimes().wrong(false);
            }
        });
    }

    static Fault deletedOffsets() {
        return offsets(
                "deleted-group-offsets",
                (admin, partitions) -> admin.deleteConsumerGroupOffsets(GROUP, partitions)
                        .all()
                        .get());
    }

    static Fault resetOffsets() {
        return offsets("reset-group-offsets", (admin, partitions) -> {
            Map<TopicPartition, OffsetAndMetadata> reset = new HashMap<>();
            partitions.forEach(partition -> reset.put(partition, new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(GROUP, reset).all().get();
        });
    }

    /** What is done to the offsets of all partitions. */
    @FunctionalInterface
    private interface OffsetDeed {
        void run(Admin admin, Set<TopicPartition> partitions) throws ExecutionException, InterruptedException;
    }

    /** The group lets nobody touch its offsets while it has members, so all of them are killed first. */
    private static Fault offsets(String name, OffsetDeed deed) {
        return new TopicFault(name, Set.of(Part.COMMAND_SERVICE, Part.BROKER), (stage, _) -> {
            for (int number = 1; number <= stage.instances(); number++) {
                stage.instance(ProcessFault.COMMAND_SERVICE, number).kill();
            }
            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", stage.endpoints().bootstrapServers()))) {
                admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                        .all()
                        .get();
                Set<TopicPartition> partitions = admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .keySet();
                deed.run(admin, partitions);
            }
            for (int number = 1; number <= stage.instances(); number++) {
                stage.instance(ProcessFault.COMMAND_SERVICE, number).restart();
            }
        });
    }

    /** Records that no client of ours would send, each under a key of its own. */
    private static Fault foreignRecords(
            String name, int count, Function<SplittableRandom, ProducerRecord<String, byte[]>> records) {
        return new TopicFault(name, Set.of(Part.COMMANDS), (stage, random) -> {
            Map<String, Object> config = Map.of(
                    "bootstrap.servers", stage.endpoints().bootstrapServers(), "max.request.size", 2 * LARGE_BYTES);
            try (KafkaProducer<String, byte[]> producer =
                    new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
                for (int i = 0; i < count; i++) {
                    producer.send(records.apply(random)).get();
                }
            }
        });
    }

    private static ProducerRecord<String, byte[]> record(byte[] value, SplittableRandom random) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.DEFAULT.commands(), "foreign-" + id(random), value);
        record.headers().add(HeaderNames.ID, id(random).toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static UUID id(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
