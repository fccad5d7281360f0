package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.config.ProcessToken;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardProbe;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.forward.GroupMembers;
import dev.foldline.command.forward.KafkaForwarder;
import dev.foldline.command.forward.OwnerFence;
import dev.foldline.command.forward.TopicTails;
import dev.foldline.command.loop.CommandWorker;
import dev.foldline.command.store.EventStore;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.fault.Safeguard;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Opens one worker's connections to Kafka and Postgres.
 *
 * @param token of this process
 */
record WorkerConnections(
        String name,
        ProcessToken token,
        KafkaClients clients,
        Databases databases,
        RegistrySchemas schemas,
        ForwardProbe probe)
        implements CommandWorker.Connections {

    @Override
    public Consumer<byte[], byte[]> openConsumer() {
        Map<String, Object> settings = clients.member(name);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, token.clientId(name));
        return new KafkaConsumer<>(settings);
    }

    @Override
    public Optional<String> laterProcess() throws ForwardException {
        try (Admin admin = Admin.create(clients.admin(name + "-group"))) {
            return Optional.ofNullable(new GroupMembers(admin, clients.groupId())
                            .byInstanceId()
                            .get(name))
                    .filter(member -> ProcessToken.ofClientId(member.clientId())
                            .filter(other -> other.compareTo(token) > 0)
                            .isPresent())
                    .map(member -> member.host() + " (client id " + member.clientId() + ")");
        }
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
        TopicTails tails = new TopicTails(
                admin,
                new KafkaConsumer<>(clients.tail(name + "-tail")),
                topics,
                clients.loop().forwardTimeout());
        return new KafkaForwarder(
                setup,
                new ForwardRecords(topics, AvroEncoder.ofValue(schemas, topics.commandResults())),
                tails,
                new OwnerFence(admin, new GroupMembers(admin, clients.groupId()), name, clients::transactionalId));
    }

    private Producer<byte @Nullable [], byte @Nullable []> openProducer() {
        Map<String, Object> settings = clients.producer(name);
        if (!Safeguard.TRANSACTIONS.stands()) {
            settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
            return new KafkaProducer<>(settings);
        }
        KafkaProducer<byte @Nullable [], byte @Nullable []> producer = new KafkaProducer<>(settings);
        producer.initTransactions();
        return producer;
    }
}
