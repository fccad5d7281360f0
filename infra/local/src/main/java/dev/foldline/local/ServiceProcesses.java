package dev.foldline.local;

import dev.foldline.local.ChildSpec.StopSignal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How to run the two services: what {@code dev.foldline.runtime.ServiceConfig} reads, as arguments. */
final class ServiceProcesses {

    static final String COMMAND_SERVICE = "command-service";
    static final String PROJECTION_SERVICE = "projection-service";

    private final Installation installation;
    private final Ports ports;
    private final int partitions;

    ServiceProcesses(Installation installation, Ports ports, int partitions) {
        this.installation = installation;
        this.ports = ports;
        this.partitions = partitions;
    }

    ChildSpec commandService() {
        return spec(
                COMMAND_SERVICE,
                "dev.foldline.command.CommandService",
                ports.of(Part.COMMAND_SERVICE),
                List.of(
                        "--command.jdbc.url=jdbc:postgresql://127.0.0.1:" + ports.of(Part.POSTGRES) + "/"
                                + PostgresServer.EVENT_STORE,
                        "--command.jdbc.user=" + PostgresServer.USER,
                        "--command.jdbc.password="));
    }

    ChildSpec projectionService(Path stateFolder) {
        return spec(
                PROJECTION_SERVICE,
                "dev.foldline.projection.ProjectionService",
                ports.of(Part.PROJECTION_SERVICE),
                List.of("--projection.state.dir=" + stateFolder));
    }

    private ChildSpec spec(String module, String mainClass, int httpPort, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-Xms256m",
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                installation.serviceClassPath(module),
                mainClass,
                "--foldline.bootstrap.servers=" + KafkaBroker.bootstrapServers(ports.of(Part.BROKER)),
                "--foldline.registry.url=" + RegistryServer.url(ports.of(Part.REGISTRY)),
                "--foldline.partitions=" + partitions,
                "--foldline.instance.id=1",
                "--foldline.http.port=" + httpPort));
        command.addAll(arguments);
        return new ChildSpec(module, command, Map.of(), StopSignal.TERM, () -> Http.ready(httpPort));
    }
}
