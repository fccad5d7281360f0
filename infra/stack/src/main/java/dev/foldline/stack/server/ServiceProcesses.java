package dev.foldline.stack.server;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.Ports.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How to run the two services: what {@code dev.foldline.runtime.ServiceConfig} reads, as arguments. */
public final class ServiceProcesses {

    public static final String COMMAND_SERVICE = "command-service";
    public static final String PROJECTION_SERVICE = "projection-service";

    /** Room for what a few batches leave behind, so that little of it is copied around. */
    private static final String VARIABLE_PREFIX = "FOLDLINE_";

    private static final List<String> SMALL_BATCHES = List.of("-Xmn256m", "-XX:+UseSerialGC");

    /** A rebuild has thousands of events in hand in each thread when the collector comes; see decision 0012. */
    private static final List<String> LARGE_BATCHES = List.of("-Xmn448m", "-XX:+UseParallelGC");

    private final Installation installation;
    private final Ports ports;
    private final int partitions;
    private final int databases;
    private final RunLength runLength;

    /**
     * @param databases how many Postgres servers share the partitions, in ranges of the same size
     */
    public ServiceProcesses(
            Installation installation, Ports ports, int partitions, int databases, RunLength runLength) {
        this.installation = installation;
        this.ports = ports;
        this.partitions = partitions;
        this.databases = databases;
        this.runLength = runLength;
    }

    /** Name of an instance of command-service, the first of which needs no number. */
    public static String commandServiceName(int instance) {
        return instance == 1 ? COMMAND_SERVICE : COMMAND_SERVICE + "-" + instance;
    }

    /**
     * One instance of command-service.
     *
     * @param instance  which, from 1
     * @param instances how many there are: they share the machine's processors
     * @param settings  values of configuration keys that are not to be the defaults
     */
    public ChildSpec commandService(int instance, int instances, Map<String, String> settings) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "foldline.instance.id",
                Integer.toString(instance),
                "command.jdbc.url",
                eventStore(1),
                "command.jdbc.url.by.partition",
                IntStream.rangeClosed(2, databases).mapToObj(this::rangeAt).collect(Collectors.joining(" ")),
                "command.jdbc.user",
                PostgresServer.USER,
                "command.jdbc.password",
                ""));
        if (instances > 1) {
            int processors = Runtime.getRuntime().availableProcessors();
            values.put("command.workers", Integer.toString(Math.max(1, processors / instances)));
        }
        values.putAll(settings);
        return spec(
                commandServiceName(instance),
                COMMAND_SERVICE,
                "dev.foldline.command.CommandService",
                ports.of(new Place(Part.COMMAND_SERVICE, instance)),
                values);
    }

    /** The partitions of one of the Postgres servers and its URL. */
    private String rangeAt(int number) {
        int from = (number - 1) * partitions / databases;
        int to = number * partitions / databases - 1;
        return from + "-" + to + "=" + eventStore(number);
    }

    private String eventStore(int number) {
        return "jdbc:postgresql://127.0.0.1:" + ports.of(new Place(Part.POSTGRES, number)) + "/"
                + PostgresServer.EVENT_STORE;
    }

    /** Name of an instance of projection-service, the first of which needs no number. */
    public static String projectionServiceName(int instance) {
        return instance == 1 ? PROJECTION_SERVICE : PROJECTION_SERVICE + "-" + instance;
    }

    /**
     * One instance of projection-service.
     *
     * @param instance which, from 1
     * @param settings values of configuration keys that are not to be the defaults
     */
    public ChildSpec projectionService(int instance, Path stateFolder, Map<String, String> settings) {
        // One thread, and so one transaction per commit: on a small machine a second only takes time from the others.
        Map<String, String> values = new TreeMap<>(Map.of(
                "foldline.instance.id", Integer.toString(instance),
                "projection.jdbc.url", eventStore(1),
                "projection.jdbc.user", PostgresServer.USER,
                "projection.state.dir", stateFolder.toString(),
                "projection.threads", "1"));
        values.putAll(settings);
        return spec(
                projectionServiceName(instance),
                PROJECTION_SERVICE,
                "dev.foldline.projection.ProjectionService",
                ports.of(new Place(Part.PROJECTION_SERVICE, instance)),
                values);
    }

    /**
     * Program and arguments of a replay, which ends by itself. Its configuration goes into its environment, see {@link
     * #variables}.
     */
    public static List<String> replay(Installation installation) {
        return List.of(
                Installation.java(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                installation.serviceClassPath(COMMAND_SERVICE),
                "dev.foldline.command.ReplayEvents");
    }

    /**
     * Values of configuration keys as environment variables, which, unlike arguments, other users of the machine do not
     * see: a JDBC URL may have a password.
     */
    public static Map<String, String> variables(Map<String, String> values) {
        Map<String, String> variables = new TreeMap<>();
        values.forEach((key, value) -> {
            String upper = key.toUpperCase(Locale.ROOT).replace('.', '_');
            variables.put(upper.startsWith(VARIABLE_PREFIX) ? upper : VARIABLE_PREFIX + upper, value);
        });
        return variables;
    }

    private ChildSpec spec(String name, String module, String mainClass, int httpPort, Map<String, String> values) {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-Xms512m",
                "-Xmx1g",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(module.equals(PROJECTION_SERVICE) ? LARGE_BATCHES : SMALL_BATCHES);
        command.addAll(runLength.jvmOptions());
        command.addAll(installation.classArchive(module));
        command.addAll(List.of("-cp", installation.serviceClassPath(module), mainClass));
        Map<String, String> all = new TreeMap<>(Map.of(
                "foldline.bootstrap.servers", KafkaBroker.bootstrapServers(ports.of(Part.BROKER)),
                "foldline.registry.url", RegistryServer.url(ports.of(Part.REGISTRY)),
                "foldline.partitions", Integer.toString(partitions),
                "foldline.http.port", Integer.toString(httpPort)));
        all.putAll(values);
        all.forEach((key, value) -> command.add("--" + key + "=" + value));
        // The service is ready as soon as one view serves; the code that starts a stack checks all of them.
        return new ChildSpec(
                name,
                command,
                Map.of(),
                StopSignal.TERM,
                () -> module.equals(PROJECTION_SERVICE) ? Http.readyAndWhole(httpPort) : Http.ready(httpPort));
    }
}
