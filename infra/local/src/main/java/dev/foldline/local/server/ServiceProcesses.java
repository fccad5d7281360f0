package dev.foldline.local.server;

import dev.foldline.local.server.ChildSpec.StopSignal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How to run the two services: what {@code dev.foldline.runtime.ServiceConfig} reads, as arguments. */
public final class ServiceProcesses {

    public static final String COMMAND_SERVICE = "command-service";
    public static final String PROJECTION_SERVICE = "projection-service";

    private final Installation installation;
    private final Ports ports;
    private final int partitions;
    private final RunLength runLength;

    public ServiceProcesses(Installation installation, Ports ports, int partitions, RunLength runLength) {
        this.installation = installation;
        this.ports = ports;
        this.partitions = partitions;
        this.runLength = runLength;
    }

    public ChildSpec commandService() {
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

    public ChildSpec projectionService(Path stateFolder) {
        return spec(
                PROJECTION_SERVICE,
                "dev.foldline.projection.ProjectionService",
                ports.of(Part.PROJECTION_SERVICE),
                // One thread, and so one transaction per commit: on a small machine a second only takes time from the
                // others.
                List.of("--projection.state.dir=" + stateFolder, "--projection.threads=1"));
    }

    private ChildSpec spec(String module, String mainClass, int httpPort, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                // Room for what a few batches leave behind, so that little of it is copied around.
                "-Xms512m",
                "-Xmn256m",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(runLength.jvmOptions());
        command.addAll(List.of(
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
