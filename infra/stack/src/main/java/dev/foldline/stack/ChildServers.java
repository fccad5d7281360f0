package dev.foldline.stack;

import dev.foldline.stack.server.Installation;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.Part;
import dev.foldline.stack.server.Ports;
import dev.foldline.stack.server.Ports.Place;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.stack.server.RegistryServer;
import java.util.Optional;
import java.util.OptionalInt;

/** The servers as child processes, which need nothing on the machine but a JDK. */
final class ChildServers implements ServerHost {

    private final StackOptions options;
    private final Installation installation;
    private final DataFolder folder;
    private final Ports ports;

    ChildServers(StackOptions options, Installation installation, DataFolder folder, Ports ports) {
        this.options = options;
        this.installation = installation;
        this.folder = folder;
        this.ports = ports;
    }

    @Override
    public ManagedProcess startKafka() {
        KafkaBroker broker = KafkaBroker.prepare(
                installation,
                folder.kafka(),
                new KafkaBroker.Listeners(ports.of(Part.BROKER), ports.of(Part.CONTROLLER), proxied()),
                options.broker().settings());
        return ChildProcess.start(broker.spec(options.runLength()), folder);
    }

    private Optional<KafkaBroker.Proxied> proxied() {
        OptionalInt proxy = options.brokerProxyPort();
        return proxy.isEmpty()
                ? Optional.empty()
                : Optional.of(new KafkaBroker.Proxied(ports.of(KafkaBroker.SECOND_LISTENER), proxy.getAsInt()));
    }

    @Override
    public ManagedProcess startPostgres(int number) {
        String name = PostgresServer.name(number);
        PostgresServer postgres = PostgresServer.prepare(
                name, installation.postgresFolder(), folder.postgres(name), ports.of(new Place(Part.POSTGRES, number)));
        return ChildProcess.start(postgres.spec(), folder);
    }

    @Override
    public ManagedProcess startRegistry() {
        return ChildProcess.start(RegistryServer.spec(installation.registryJar(), ports), folder);
    }

    @Override
    public void close() {
        // Each server is a process that the stack has stopped by itself.
    }
}
