package dev.foldline.local;

import dev.foldline.local.server.KafkaBroker;
import dev.foldline.local.server.Ports.Place;
import dev.foldline.local.server.RunLength;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
 * @param runLength         how long the stack is meant to run
 * @param brokerProxyPort   port of 127.0.0.1 by which the services reach the broker, of something that passes on to its
 *                          second listener; empty where they reach it as everyone does
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
        RunLength runLength,
        OptionalInt brokerProxyPort) {

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
                RunLength.LASTING,
                OptionalInt.empty());
    }

    /** The same on consecutive ports. */
    public StackOptions port(int first) {
        return new StackOptions(
                dataDir,
                first,
                partitions,
                services,
                databases,
                commandService,
                projectionService,
                domains,
                runLength,
                brokerProxyPort);
    }

    /** The same with another number of partitions. */
    public StackOptions partitions(int number) {
        return new StackOptions(
                dataDir,
                preferredPort,
                number,
                services,
                databases,
                commandService,
                projectionService,
                domains,
                runLength,
                brokerProxyPort);
    }

    /** The same without topics, schemas and services. */
    public StackOptions serversOnly() {
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                false,
                databases,
                commandService,
                projectionService,
                domains,
                runLength,
                brokerProxyPort);
    }

    /** The same with another number of command-services. */
    public StackOptions instances(int number) {
        return with(new Service(number, commandService.settings, commandService.jvmOptions), projectionService);
    }

    /** The same with one more value in command-service's configuration. */
    public StackOptions commandSetting(String key, String value) {
        return with(commandService.with(key, value), projectionService);
    }

    /** The same with one more option for the JVMs of command-service. */
    public StackOptions commandJvmOption(String option) {
        return with(commandService.withJvmOption(option), projectionService);
    }

    /** The same with another number of projection-services. */
    public StackOptions projectionInstances(int number) {
        return with(commandService, new Service(number, projectionService.settings, projectionService.jvmOptions));
    }

    /** The same with one more option for the JVMs of projection-service. */
    public StackOptions projectionJvmOption(String option) {
        return with(commandService, projectionService.withJvmOption(option));
    }

    /** The same with one more value in projection-service's configuration. */
    public StackOptions projectionSetting(String key, String value) {
        return with(commandService, projectionService.with(key, value));
    }

    /** The same with another number of Postgres servers for the event table. */
    public StackOptions databases(int number) {
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                services,
                number,
                commandService,
                projectionService,
                domains,
                runLength,
                brokerProxyPort);
    }

    /** The same with a folder of jars on the services' class paths; read anew whenever a service starts. */
    public StackOptions domains(Path folder) {
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                services,
                databases,
                commandService,
                projectionService,
                Optional.of(folder),
                runLength,
                brokerProxyPort);
    }

    /** The same for a run of seconds. */
    public StackOptions brief() {
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                services,
                databases,
                commandService,
                projectionService,
                domains,
                RunLength.BRIEF,
                brokerProxyPort);
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
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                services,
                databases,
                commandService.with(key, servers),
                projectionService.with(key, servers),
                domains,
                runLength,
                OptionalInt.of(port));
    }

    private StackOptions with(Service command, Service projection) {
        return new StackOptions(
                dataDir,
                preferredPort,
                partitions,
                services,
                databases,
                command,
                projection,
                domains,
                runLength,
                brokerProxyPort);
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
