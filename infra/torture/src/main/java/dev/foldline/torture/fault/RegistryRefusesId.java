package dev.foldline.torture.fault;

import dev.foldline.contract.Topics;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.torture.check.HostileCheck;
import dev.foldline.torture.hostile.HostileLedger;
import dev.foldline.torture.hostile.Place;
import dev.foldline.torture.hostile.RegisteredSchemas;
import dev.foldline.torture.stage.RegistryProxy;
import dev.foldline.torture.stage.TortureStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The registry answers an error for one schema id, and works for all others. Good commands of some partitions are
 * written under that id; they wait, and must be accepted when the registry gives the schema.
 */
final class RegistryRefusesId implements Fault {

    private static final int COMMANDS = 3;
    /** Where a service has much to do, it comes to these commands later. */
    private static final Duration ASKED_WITHIN = Duration.ofSeconds(30);

    private static final Duration REFUSED_MIN = Duration.ofSeconds(3);

    /** With the time above far below that after which a command is given up. */
    private static final Duration LONGER_MAX = Duration.ofSeconds(9);

    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(60);

    /** The registry's own, and those of a gateway in front of it. */
    private static final List<RegistryProxy.Answer> ANSWERS = List.of(
            json(500, "{\"error_code\":50001,\"message\":\"error in the backend data store\"}"),
            json(429, "{\"error_code\":42901,\"message\":\"too many requests\"}"),
            json(403, "{\"error_code\":40301,\"message\":\"not authorized\"}"),
            html(503, "<html><body>Service Unavailable</body></html>"),
            html(404, "<html><body>Not Found</body></html>"));

    @Override
    public String name() {
        return "registry-refuses-one-id";
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.REGISTRY, Part.BROKER, Part.POSTGRES, Part.COMMANDS);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random)
            throws IOException, InterruptedException, ExecutionException, SQLException, TimeoutException {
        RegistryProxy registry = stage.proxies().registry();
        int id = register(stage, newSchema(random.nextLong()));
        registry.refuse(id, ANSWERS.get(random.nextInt(ANSWERS.size())));
        boolean asked;
        List<HostileLedger.Entry> sent;
        try {
            sent = send(stage, RegisteredSchemas.prefixed(id, body()), random);
            asked = TortureStack.await(ASKED_WITHIN, () -> registry.hasRefused(id));
            TortureStack.pause(REFUSED_MIN.plus(TortureStack.upTo(LONGER_MAX, random)));
        } finally {
            registry.passOn(id);
        }
        if (!HostileCheck.awaitDecided(stage.endpoints().jdbcUrl(), sent, DECIDED_WITHIN)) {
            throw new TimeoutException(
                    "the registry gives schema id " + id + " again, and its commands are not decided: " + sent);
        }
        return asked ? Outcome.STRUCK : Outcome.NOT_REACHED;
    }

    private static int register(TortureStack stage, String schema) throws IOException, InterruptedException {
        try (RegisteredSchemas schemas = new RegisteredSchemas(stage.endpoints().registryUrl())) {
            return schemas.id("AVRO", schema);
        }
    }

    private static List<HostileLedger.Entry> send(TortureStack stage, byte[] value, SplittableRandom random)
            throws ExecutionException, InterruptedException {
        List<HostileLedger.Entry> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stage.endpoints().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(Topics.DEFAULT.commands()).size();
            for (int i = 0; i < COMMANDS; i++) {
                int partition = random.nextInt(partitions);
                String key = Place.keyIn(partition, "refused-" + Long.toHexString(random.nextLong()) + "-", partitions);
                RecordMetadata written = producer.send(
                                new ProducerRecord<>(Topics.DEFAULT.commands(), partition, Place.bytes(key), value))
                        .get();
                HostileLedger.Entry entry = HostileLedger.Entry.accepted(
                        "a command whose schema was refused for a while", written.partition(), written.offset());
                stage.ledger().taken(entry);
                sent.add(entry);
            }
        }
        return sent;
    }

    /** That of a command which opens an account, with one more field, whose name nobody has had yet. */
    private static String newSchema(long number) {
        String schema = OpenAccount.getClassSchema().toString();
        return schema.substring(0, schema.lastIndexOf(']')) + ",{\"name\":\"more_" + Long.toHexString(number)
                + "\",\"type\":\"boolean\"}]}";
    }

    private static byte[] body() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeString("Eve");
        encoder.writeString("EUR");
        encoder.writeLong(1);
        encoder.writeBoolean(true);
        return bytes.toByteArray();
    }

    private static RegistryProxy.Answer json(int status, String body) {
        return new RegistryProxy.Answer(status, "application/vnd.schemaregistry.v1+json", body);
    }

    private static RegistryProxy.Answer html(int status, String body) {
        return new RegistryProxy.Answer(status, "text/html", body);
    }
}
