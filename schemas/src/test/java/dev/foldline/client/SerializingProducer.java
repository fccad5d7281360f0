package dev.foldline.client;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own fake does not serialize a record whose partition is given, as a real producer does. */
final class SerializingProducer extends MockProducer<String, Object> {

    private final KafkaAvroSerializer values;

    SerializingProducer(Cluster cluster, KafkaAvroSerializer values) {
        super(cluster, true, null, new StringSerializer(), values);
        this.values = values;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public Future<RecordMetadata> send(ProducerRecord<String, Object> record, @Nullable Callback callback) {
        var _ = values.serialize(record.topic(), record.headers(), record.value());
        return super.send(record, callback);
    }
}
