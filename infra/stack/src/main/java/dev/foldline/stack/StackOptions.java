package dev.foldline.stack;

import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.Ports.Place;
import dev.foldline.stack.server.RunLength;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How to run a stack.
 *
 * @param dataDir           folder of all data, logs and {@code endpoints.properties}; made when missing
 * @param preferredPort     the first of the consecutive ports to use; 0 takes those of the last run, or any free ones
 * @param partitions        partitions of every topic, set by the first run on this folder
 * @param services          whether to set up topics and schemas and run the services; without, only the three servers
 *                          run
 * @param databases         how many Postgres servers share the partitions, in ranges of the same size
 * @param commandService    how command-service runs
 * @param projectionService how projection-service runs
 * @param domains           folder of jars that the services get on their class paths besides; empty for none but those
 *                          of the environment
 * @param broker            how the broker is set up
 * @param runLength         how long the stack is meant to run
 * @param brokerProxyPort   port of 127.0.0.1 by which the services reach the broker, of something that passes on to its
 *                          second listener; empty where they reach it as everyone does
 * @param servers           starts the servers; empty where they are child processes
 */
public record StackOptions(
        Path dataDir,
        int preferredPort,
        int partitions,
        boolean services,
        int databases,
        Service commandService,
        Service projectionService,
        Optional<Path> domains,
        Broker broker,
        RunLength runLength,
        OptionalInt brokerProxyPort,
        Optional<ServerHost.Factory> servers) {

    private static final int PARTITIONS_DEFAULT = 8;
    private static final int PORT_MAX = 65_535;

    /** Each is a JVM of its own. */
    private static final int INSTANCES_MAX = 16;

    /**
     * How one of the services runs.
     *
     * @param instances  how many of it share the partitions
     * @param settings   values of its configuration keys that are not to be the defaults
     * @param jvmOptions for its JVM
     */
    public record Service(int instances, Map<String, String> settings, List<String> jvmOptions) {

        private static final Service DEFAULT = new Service(1, Map.of(), List.of());

        public Service {
            settings = Map.copyOf(settings);
            jvmOptions = List.copyOf(jvmOptions);
        }

        private Service instances(int number) {
            return new Service(number, settings, jvmOptions);
        }

        private Service with(String key, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(key, value);
            return new Service(instances, more, jvmOptions);
        }

        private Service withJvmOption(String option) {
            List<String> more = new ArrayList<>(jvmOptions);
            more.add(option);
            return new Service(instances, settings, more);
        }

        private void check(String name) {
            if (instances < 1 || instances > INSTANCES_MAX) {
                throw new IllegalArgumentException(
                        "instances of " + name + " must be 1 to " + INSTANCES_MAX + ", not " + instances);
            }
        }
    }

    /**
     * How the broker is set up.
     *
     * @param settings          values that are not to be those of {@link KafkaBroker#settings()}
     * @param coordinatorTopics whether {@link dev.foldline.setup.CoordinatorTopics} sets up the topics of its
     *                          coordinators
     */
    public record Broker(Map<String, String> settings, boolean coordinatorTopics) {

        private static final Broker DEFAULT = new Broker(Map.of(), true);
        private static final Broker FORMER = new Broker(KafkaBroker.FORMER_SETTINGS, false);

        public Broker {
            settings = Map.copyOf(settings);
        }
    }

    /** Options that are being changed. */
    private static final class Draft {
        private final Path dataDir;
        private int preferredPort;
        private int partitions;
        private boolean services;
        private int databases;
        private Service commandService;
        private Service projectionService;
        private Optional<Path> domains;
        private Broker broker;
        private RunLength runLength;
        private OptionalInt brokerProxyPort;
        private Optional<ServerHost.Factory> servers;

        Draft(StackOptions from) {
            dataDir = from.dataDir;
            preferredPort = from.preferredPort;
            partitions = from.partitions;
            services = from.services;
            databases = from.databases;
            commandService = from.commandService;
            projectionService = from.projectionService;
            domains = from.domains;
            broker = from.broker;
            runLength = from.runLength;
            brokerProxyPort = from.brokerProxyPort;
            servers = from.servers;
        }

        StackOptions options() {
            return new StackOptions(
                    dataDir,
                    preferredPort,
                    partitions,
                    services,
                    databases,
                    commandService,
                    projectionService,
                    domains,
                    broker,
                    runLength,
                    brokerProxyPort,
                    servers);
        }
    }

    public StackOptions {
        dataDir = dataDir.toAbsolutePath().normalize();
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be 1 or more, not " + partitions);
        }
        commandService.check("command-service");
        projectionService.check("projection-service");
        if (databases < 1 || databases > partitions) {
            throw new IllegalArgumentException(
                    "databases must be 1 to the number of partitions, " + partitions + ", not " + databases);
        }
        int ports = places(commandService.instances, databases, projectionService.instances, brokerProxyPort)
                .size();
        if (preferredPort < 0 || preferredPort + ports - 1 > PORT_MAX) {
            throw new IllegalArgumentException("port " + preferredPort + " leaves no room for the " + ports
                    + " ports from it on; the last port is " + PORT_MAX);
        }
    }

    /** Everything, with 8 partitions and one of each service, on the ports of the last run or any free ones. */
    public static StackOptions in(Path dataDir) {
        return new StackOptions(
                dataDir,
                0,
                PARTITIONS_DEFAULT,
                true,
                1,
                Service.DEFAULT,
                Service.DEFAULT,
                Optional.empty(),
                Broker.DEFAULT,
                RunLength.LASTING,
                OptionalInt.empty(),
                Optional.empty());
    }

    /** The same on consecutive ports. */
    public StackOptions port(int first) {
        return with(draft -> draft.preferredPort = first);
    }

    /** The same with another number of partitions. */
    public StackOptions partitions(int number) {
        return with(draft -> draft.partitions = number);
    }

    /** The same without topics, schemas and services. */
    public StackOptions serversOnly() {
        return with(draft -> draft.services = false);
    }

    /** The same with another number of command-services. */
    public StackOptions instances(int number) {
        return with(draft -> draft.commandService = commandService.instances(number));
    }

    /** The same with one more value in command-service's configuration. */
    public StackOptions commandSetting(String key, String value) {
        return with(draft -> draft.commandService = commandService.with(key, value));
    }

    /** The same with one more option for the JVMs of command-service. */
    public StackOptions commandJvmOption(String option) {
        return with(draft -> draft.commandService = commandService.withJvmOption(option));
    }

    /** The same with another number of projection-services. */
    public StackOptions projectionInstances(int number) {
        return with(draft -> draft.projectionService = projectionService.instances(number));
    }

    /** The same with one more option for the JVMs of projection-service. */
    public StackOptions projectionJvmOption(String option) {
        return with(draft -> draft.projectionService = projectionService.withJvmOption(option));
    }

    /** The same with one more value in projection-service's configuration. */
    public StackOptions projectionSetting(String key, String value) {
        return with(draft -> draft.projectionService = projectionService.with(key, value));
    }

    /** The same with another number of Postgres servers for the event table. */
    public StackOptions databases(int number) {
        return with(draft -> draft.databases = number);
    }

    /** The same with a folder of jars on the services' class paths; read again whenever a service starts. */
    public StackOptions domains(Path folder) {
        return with(draft -> draft.domains = Optional.of(folder));
    }

    /**
     * The same with a broker that has {@link KafkaBroker#FORMER_SETTINGS}: it takes long to read what its coordinators
     * know, and its session ends meanwhile.
     */
    public StackOptions formerBroker() {
        return with(draft -> draft.broker = Broker.FORMER);
    }

    /** The same for a run of seconds. */
    public StackOptions brief() {
        return with(draft -> draft.runLength = RunLength.BRIEF);
    }

    /**
     * The same with services that reach the broker by way of something else, which passes on to its second listener:
     * that one tells them to come back the same way. Everyone else reaches the broker directly.
     *
     * @param port where it listens on 127.0.0.1
     */
    public StackOptions brokerProxy(int port) {
        String key = "foldline.bootstrap.servers";
        String servers = KafkaBroker.bootstrapServers(port);
        return with(draft -> {
            draft.commandService = commandService.with(key, servers);
            draft.projectionService = projectionService.with(key, servers);
            draft.brokerProxyPort = OptionalInt.of(port);
        });
    }

    /** The same with servers that something else starts. */
    public StackOptions serversAt(ServerHost.Factory host) {
        return with(draft -> draft.servers = Optional.of(host));
    }

    /** The same with a change. */
    private StackOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    List<Place> places() {
        return places(commandService.instances, databases, projectionService.instances, brokerProxyPort);
    }

    private static List<Place> places(
            int commandServices, int databases, int projectionServices, OptionalInt brokerProxyPort) {
        List<Place> places = new ArrayList<>(Place.all(commandServices, databases, projectionServices));
        if (brokerProxyPort.isPresent()) {
            places.add(KafkaBroker.SECOND_LISTENER);
        }
        return places;
    }
}
