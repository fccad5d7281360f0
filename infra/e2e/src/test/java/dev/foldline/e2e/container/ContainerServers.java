package dev.foldline.e2e.container;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.ServerHost;
import dev.foldline.stack.server.Http;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.Part;
import dev.foldline.stack.server.Ports;
import dev.foldline.stack.server.Ports.Place;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.stack.server.RegistryServer;
import dev.foldline.testing.ServerImages;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * The servers in containers, on a network of their own, each on the port of 127.0.0.1 that the stack has chosen for it:
 * it stays the same when a container is started again.
 */
public final class ContainerServers implements ServerHost {

    private static final int POSTGRES_PORT = 5432;
    private static final int REGISTRY_PORT = 8080;
    private static final int REGISTRY_MANAGEMENT_PORT = 9000;

    private final Ports ports;
    private final Function<String, Path> logs;
    private final Network network = Network.newNetwork();
    private final Queue<GenericContainer<?>> containers = new ConcurrentLinkedQueue<>();

    /**
     * @param logs gives the file for the output of the server of a name
     */
    public ContainerServers(Ports ports, Function<String, Path> logs) {
        this.ports = ports;
        this.logs = logs;
    }

    @Override
    public ManagedProcess startKafka() {
        // The same port inside as outside: a broker's coordinator reaches its own node by the address that clients use.
        int port = ports.of(Part.BROKER);
        GenericContainer<?> kafka = ServerImages.kafka();
        KafkaBroker.settings().forEach((key, value) -> kafka.withEnv(variable(key), value));
        kafka.withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + ports.of(Part.CONTROLLER))
                .withEnv(
                        "KAFKA_LISTENERS",
                        "BROKER://0.0.0.0:" + port + ",CONTROLLER://127.0.0.1:" + ports.of(Part.CONTROLLER))
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "BROKER://127.0.0.1:" + port)
                .withEnv("KAFKA_LOG_DIRS", "/var/lib/kafka/data")
                .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m");
        return start(KafkaBroker.NAME, kafka, Map.of(port, port), () -> KafkaBroker.answers(port));
    }

    /** The name of a broker's setting among the variables of Kafka's image. */
    private static String variable(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    @Override
    public ManagedProcess startPostgres(int number) {
        String name = PostgresServer.name(number);
        int port = ports.of(new Place(Part.POSTGRES, number));
        GenericContainer<?> postgres =
                ServerImages.postgres(PostgresServer.USER).withNetworkAliases(name);
        return start(name, postgres, Map.of(port, POSTGRES_PORT), () -> PostgresServer.acceptsConnections(port));
    }

    @Override
    public ManagedProcess startRegistry() {
        int managementPort = ports.of(Part.REGISTRY_MANAGEMENT);
        GenericContainer<?> registry = ServerImages.registry();
        RegistryServer.storage(PostgresServer.NAME, POSTGRES_PORT).forEach(registry::withEnv);
        // Else its first answers after a restart of Postgres are errors of connections that died with it.
        registry.withEnv("QUARKUS_DATASOURCE_POSTGRESQL_JDBC_VALIDATE_ON_BORROW", "true");
        Map<Integer, Integer> published =
                Map.of(ports.of(Part.REGISTRY), REGISTRY_PORT, managementPort, REGISTRY_MANAGEMENT_PORT);
        return start(RegistryServer.NAME, registry, published, () -> Http.ready(managementPort));
    }

    @Override
    public void close() {
        containers.forEach(GenericContainer::stop);
        network.close();
    }

    /**
     * @param published ports of this machine, and what listens behind them in the container
     */
    private ManagedProcess start(
            String name, GenericContainer<?> container, Map<Integer, Integer> published, ContainerProcess.Look ready) {
        containers.add(container);
        container.withNetwork(network).withCreateContainerCmdModifier(command -> {
            HostConfig host = Objects.requireNonNull(command.getHostConfig());
            command.withExposedPorts(
                    published.values().stream().map(ExposedPort::tcp).toList());
            host.withPortBindings(published.entrySet().stream()
                    .map(port -> new PortBinding(
                            Binding.bindIpAndPort("127.0.0.1", port.getKey()), ExposedPort.tcp(port.getValue())))
                    .toList());
        });
        return ContainerProcess.start(name, container, logs.apply(name), ready);
    }
}
