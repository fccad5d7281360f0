package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardProbe;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.forward.GroupMembers;
import dev.foldline.command.forward.KafkaForwarder;
import dev.foldline.command.forward.OwnerFence;
import dev.foldline.command.loop.CommandWorker;
import dev.foldline.command.store.EventStore;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.fault.Safeguard;
import dev.foldline.runtime.kafka.ForeignRecords;
import dev.foldline.runtime.kafka.TopicSettingsWatch;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Opens one worker's connections to Kafka and Postgres.
 *
 * @param place   of this process among those with its instance id
 * @param foreign told of the records of somebody else in the topics that workers write
 * @param watched the topics that workers write
 */
record WorkerConnections(
        String name,
        InstancePlace place,
        KafkaClients clients,
        Databases databases,
        RegistrySchemas schemas,
        ForwardProbe probe,
        ForeignRecords foreign,
        TopicSettingsWatch watched)
        implements CommandWorker.Connections {

    /** How long a worker waits for the transaction of a former owner before it looks after other partitions. */
    private static final Duration TRANSACTION_PATIENCE = Duration.ofMillis(500);

    @Override
    public Consumer<byte[], byte[]> openConsumer() {
        return new KafkaConsumer<>(clients.member(name));
    }

    @Override
    public Optional<String> otherProcess() throws SQLException, ForwardException {
        String holder = place.holder();
        if (holder.equals(place.mine())) {
            return Optional.empty();
        }
        try (Admin admin = Admin.create(clients.admin(name + "-group"))) {
            if (new GroupMembers(admin, clients.groupId()).byInstanceId().containsKey(name)) {
                return Optional.of(holder);
            }
        }
        place.claim();
        return Optional.empty();
    }

    @Override
    public EventStore openStore() {
        return databases.open(name);
    }

    @Override
    public Forwarder openForwarder() {
        Topics topics = clients.pipeline().topics();
        KafkaForwarder.Setup setup = new KafkaForwarder.Setup(
                name,
                topics.commands(),
                this::openProducer,
                clients.loop().forwardWaitingMax(),
                clients.loop().forwardTimeout(),
                probe);
        Admin admin = Admin.create(clients.admin(name + "-tail"));
        ForwardedPositions positions = new ForwardedPositions(
                admin,
                new KafkaConsumer<>(clients.tail(name + "-tail")),
                topics,
                new ForwardedPositions.Limits(clients.loop().forwardTimeout(), TRANSACTION_PATIENCE),
                foreign);
        return new KafkaForwarder(
                setup,
                new ForwardRecords(
                        topics,
                        AvroEncoder.ofValue(schemas, topics.commandResults()),
                        () -> Math.min(KafkaClients.REQUEST_BYTES_MAX, watched.recordBytesMax(topics.commandsDlq())),
                        schemas::fingerprintOf),
                positions,
                new OwnerFence(admin, new GroupMembers(admin, clients.groupId()), name, clients::transactionalId));
    }

    private Producer<byte @Nullable [], byte @Nullable []> openProducer() {
        Map<String, Object> settings = clients.producer(name);
        if (!Safeguard.TRANSACTIONS.isEnabled()) {
            settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
            return new KafkaProducer<>(settings);
        }
        KafkaProducer<byte @Nullable [], byte @Nullable []> producer = new KafkaProducer<>(settings);
        producer.initTransactions();
        return producer;
    }
}
