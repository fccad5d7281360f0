package dev.foldline.command.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The commands topic as a producer sees it: it has every record at once, or, while Kafka is away, none. */
final class CommandsTopic {

    private static final String NAME = "bank.commands";

    private final MockProducer<byte @Nullable [], byte @Nullable []> producer =
            new MockProducer<byte @Nullable [], byte @Nullable []>(
                    cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());

    CommandResender resender() {
        return resender(_ -> 0);
    }

    /** A resender for a pipeline that has its keys there. */
    CommandResender resender(ToIntFunction<byte[]> partitionOf) {
        return new CommandResender(NAME, partitionOf, producer);
    }

    void fail(@Nullable RuntimeException failure) {
        producer.sendException = failure;
    }

    List<ProducerRecord<byte @Nullable [], byte @Nullable []>> records() {
        return producer.history();
    }

    /** Names and values of a record's headers, in their order. */
    static List<String> headers(ProducerRecord<?, ?> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + (header.value() == null ? null : new String(header.value(), UTF_8)));
        }
        return headers;
    }

    private static Cluster cluster() {
        Node broker = new Node(1, "broker", 9092);
        Node[] replicas = {broker};
        return new Cluster(
                "cluster",
                List.of(broker),
                List.of(
                        new PartitionInfo(NAME, 0, broker, replicas, replicas),
                        new PartitionInfo(NAME, 1, broker, replicas, replicas)),
                Set.of(),
                Set.of());
    }
}
