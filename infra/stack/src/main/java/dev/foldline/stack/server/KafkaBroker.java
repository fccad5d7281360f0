package dev.foldline.stack.server;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.Ports.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** One Kafka node, broker and controller in one, on 127.0.0.1. */
public final class KafkaBroker {

    public static final String NAME = "kafka";

    /** Its port, where it has a second listener. */
    public static final Place SECOND_LISTENER = new Place(Part.BROKER, 2);

    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);

    private static final String SESSION_TIMEOUT = "broker.session.timeout.ms";
    private static final String OFFSETS_SEGMENT = "offsets.topic.segment.bytes";
    private static final String TRANSACTIONS_SEGMENT = "transaction.state.log.segment.bytes";
    private static final String ABORT_INTERVAL = "transaction.abort.timed.out.transaction.cleanup.interval.ms";
    private static final String CLEANER_BACKOFF = "log.cleaner.backoff.ms";
    private static final int COORDINATOR_SEGMENT_BYTES = 1024 * 1024;

    /**
     * What it had before its coordinators' topics were kept short: a session that ends while they are still being read,
     * and transactions that are aborted before it has ended.
     */
    public static final Map<String, String> FORMER_SETTINGS = Map.of(
            SESSION_TIMEOUT,
            "3000",
            OFFSETS_SEGMENT,
            Integer.toString(100 * 1024 * 1024),
            TRANSACTIONS_SEGMENT,
            Integer.toString(100 * 1024 * 1024),
            CLEANER_BACKOFF,
            "15000",
            ABORT_INTERVAL,
            "1000");

    /** Settings that do not depend on where the broker runs. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("inter.broker.listener.name", "BROKER"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT"),
            // One node keeps one copy; few partitions of the internal topics, as each is a folder to open at start.
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("transaction.max.timeout.ms", "60000"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            // Its session is as long as by default, 9 s: the coordinators' topics are read before it ends. Then the
            // partitions go and come back, and what a coordinator has left undone is lost: it must not have begun to
            // abort transactions by then, whose markers it would give up. So it begins after 10 s, also by default.
            Map.entry("broker.heartbeat.interval.ms", "500"),
            // A coordinator reads its topic from the start before it answers: CoordinatorTopics says the rest.
            Map.entry(OFFSETS_SEGMENT, Integer.toString(COORDINATOR_SEGMENT_BYTES)),
            Map.entry(TRANSACTIONS_SEGMENT, Integer.toString(COORDINATOR_SEGMENT_BYTES)),
            Map.entry(CLEANER_BACKOFF, "2000"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // Whoever tries out how owners replace each other need not wait for long.
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("auto.create.topics.enable", "false"),
            // A segment's index never needs more than this, and it is set aside in full.
            Map.entry("log.segment.bytes", Integer.toString(128 * 1024 * 1024)),
            Map.entry("log.index.size.max.bytes", Integer.toString(1024 * 1024)));

    private final Installation installation;
    private final Path folder;
    private final Listeners listeners;
    private final Map<String, String> ownSettings;

    /**
     * Where it listens on 127.0.0.1.
     *
     * @param port           for clients
     * @param controllerPort for itself
     * @param proxied        the second one for clients, if there is one
     */
    public record Listeners(int port, int controllerPort, Optional<Proxied> proxied) {

        private String proxied(ToIntFunction<Proxied> port) {
            return proxied.map(listener -> ",PROXIED://127.0.0.1:" + port.applyAsInt(listener))
                    .orElse("");
        }
    }

    /**
     * A second listener, behind something that passes on to it.
     *
     * @param port           where the broker listens
     * @param advertisedPort where it tells clients of this listener to go
     */
    public record Proxied(int port, int advertisedPort) {}

    private KafkaBroker(Installation installation, Path folder, Listeners listeners, Map<String, String> ownSettings) {
        this.installation = installation;
        this.folder = folder;
        this.listeners = listeners;
        this.ownSettings = ownSettings;
    }

    /**
     * Writes the broker's settings, and formats its data folder unless that is done.
     *
     * @param ownSettings that differ from {@link #settings()}
     */
    public static KafkaBroker prepare(
            Installation installation, Path folder, Listeners listeners, Map<String, String> ownSettings) {
        KafkaBroker broker = new KafkaBroker(installation, folder, listeners, ownSettings);
        broker.writeFiles();
        broker.format();
        return broker;
    }

    public static String bootstrapServers(int port) {
        return "127.0.0.1:" + port;
    }

    public ChildSpec spec(RunLength runLength) {
        // The heap is small: a broker's memory is the operating system's page cache. On two cores the serial
        // collector's short
        // pauses cost less than the threads of the others.
        List<String> options =
                new ArrayList<>(List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        options.addAll(runLength.jvmOptions());
        List<String> command = java("kafka.Kafka", NAME, options);
        command.add(settingsFile().toString());
        return new ChildSpec(NAME, command, Map.of(), StopSignal.TERM, () -> answers(listeners.port()));
    }

    private void writeFiles() {
        try {
            Files.createDirectories(folder);
            Files.writeString(logbackFile(), LOGBACK);
        } catch (IOException e) {
            throw new StackException("cannot use Kafka's data folder " + folder + ": " + e.getMessage(), e);
        }
        Properties settings = new Properties();
        settings.putAll(placedSettings());
        PropertiesFile.write(settingsFile(), settings);
    }

    private void format() {
        if (Files.exists(data().resolve("meta.properties"))) {
            return;
        }
        List<String> command = java(
                "kafka.tools.StorageTool",
                "kafka-format",
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                settingsFile().toString()));
        Tool.run("formatting Kafka's data folder", command);
    }

    private List<String> java(String mainClass, String program, List<String> options) {
        List<String> command = new ArrayList<>(List.of(Installation.java()));
        command.addAll(options);
        command.addAll(installation.classArchive(program));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dlogback.configurationFile=" + logbackFile());
        command.addAll(List.of("-cp", installation.brokerClassPath(), mainClass));
        return command;
    }

    /** Settings that do not depend on where the broker runs. */
    public static Map<String, String> settings() {
        return SETTINGS;
    }

    private Map<String, String> placedSettings() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(ownSettings);
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + listeners.controllerPort());
        settings.put(
                "listeners",
                "BROKER://127.0.0.1:" + listeners.port() + ",CONTROLLER://127.0.0.1:" + listeners.controllerPort()
                        + listeners.proxied(Proxied::port));
        settings.put(
                "advertised.listeners",
                "BROKER://127.0.0.1:" + listeners.port() + listeners.proxied(Proxied::advertisedPort));
        settings.put("log.dirs", data().toString());
        return settings;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path settingsFile() {
        return folder.resolve("server.properties");
    }

    private Path logbackFile() {
        return folder.resolve("logback.xml");
    }

    /** Whether the broker on this port of this machine can be used. */
    public static boolean answers(int port) throws IOException, InterruptedException, ExecutionException {
        try (Socket socket = new Socket()) {
            // Before anything is there, an admin client would only wait for its time-out.
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), (int) LOOK_TIMEOUT.toMillis());
        }
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(port),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) LOOK_TIMEOUT.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) LOOK_TIMEOUT.toMillis());
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster()
                    .nodes()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LOOK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get()
                    .isEmpty();
        }
    }

    private static final String LOGBACK = """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder>
                  <pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n%ex{full}</pattern>
                </encoder>
              </appender>
              <logger name="kafka" level="INFO"/>
              <logger name="org.apache.kafka" level="INFO"/>
              <!-- Each prints every setting, on every start. -->
              <logger name="kafka.server.KafkaConfig" level="WARN"/>
              <logger name="org.apache.kafka.common.config" level="WARN"/>
              <root level="WARN">
                <appender-ref ref="CONSOLE"/>
              </root>
            </configuration>
            """;
}
