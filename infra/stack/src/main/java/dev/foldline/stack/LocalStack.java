package dev.foldline.stack;

import dev.foldline.contract.Topics;
import dev.foldline.setup.CoordinatorTopics;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.server.ChildSpec;
import dev.foldline.stack.server.Http;
import dev.foldline.stack.server.Installation;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.Part;
import dev.foldline.stack.server.Ports;
import dev.foldline.stack.server.Ports.Place;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.stack.server.RegistryServer;
import dev.foldline.stack.server.ServiceProcesses;
import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The whole pipeline on this machine: Postgres, Kafka, the schema registry and the services, each a process of its
 * own.
 *
 * <p>Data stays in the folder between runs. One stack at a time may use a folder. A stack is stopped by {@link
 * #close}, or when this JVM ends for another reason than SIGKILL; after that, the next start on the folder stops
 * what was left behind.
 */
public final class LocalStack implements AutoCloseable {

    private static final short REPLICATION_FACTOR = 1;
    private static final Duration SERVICE_GRACE = Duration.ofSeconds(30);
    private static final Duration SERVER_GRACE = Duration.ofSeconds(20);

    private final StackOptions options;
    private final Consumer<String> progress;
    private final Installation installation;
    private final DataFolder folder;
    private final Ports ports;
    private final ServerHost host;
    private final Thread closeAtExit = new Thread(this::stopAll, "local-stack-close");
    private final List<ManagedProcess> processes = new ArrayList<>();
    private final Object stopping = new Object();
    private final Runnable afterStop;
    private boolean closed;

    private LocalStack(
            StackOptions options,
            Consumer<String> progress,
            Runnable afterStop,
            Installation installation,
            DataFolder folder) {
        this.afterStop = afterStop;
        this.options = options;
        this.progress = progress;
        this.installation = installation;
        this.folder = folder;
        folder.processes().stopOrphans(progress);
        this.ports = Ports.choose(folder.ports(), options.preferredPort(), options.places(), progress);
        this.host = options.servers()
                .map(factory -> factory.open(ports, folder::log))
                .orElseGet(() -> new ChildServers(options, installation, folder, ports));
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param progress told in a few words what is going on, from several threads
     * @throws StackException if the folder is in use or a part cannot start; nothing is left running
     */
    public static LocalStack start(StackOptions options, Consumer<String> progress) {
        return start(options, progress, () -> {});
    }

    /**
     * The same.
     *
     * @param afterStop is run when everything has stopped, also where the JVM is asked to end
     */
    public static LocalStack start(StackOptions options, Consumer<String> progress, Runnable afterStop) {
        Installation found = Installation.find();
        Installation installation = options.domains().map(found::withDomains).orElse(found);
        DataFolder folder = DataFolder.open(options.dataDir());
        LocalStack stack;
        try {
            stack = new LocalStack(options, progress, afterStop, installation, folder);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(stack.closeAtExit);
        try {
            stack.startAll();
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    /** Where its parts are reached; also in {@code endpoints.properties} in the data folder while the stack runs. */
    public Endpoints endpoints() {
        return new Endpoints(
                KafkaBroker.bootstrapServers(ports.of(Part.BROKER)),
                postgresNumbers()
                        .mapToObj(number -> PostgresServer.jdbcUrl(
                                ports.of(new Place(Part.POSTGRES, number)), PostgresServer.EVENT_STORE))
                        .collect(Collectors.joining(" ")),
                RegistryServer.url(ports.of(Part.REGISTRY)),
                Http.url(ports.of(Part.COMMAND_SERVICE)),
                Http.url(ports.of(Part.PROJECTION_SERVICE)));
    }

    /** Where health and metrics of each instance of command-service are, in the order of their numbers. */
    public List<String> commandUrls() {
        return urls(Part.COMMAND_SERVICE, options.commandService().instances());
    }

    /** Where queries, health and metrics of each instance of projection-service are, in the order of their numbers. */
    public List<String> queryUrls() {
        return urls(Part.PROJECTION_SERVICE, options.projectionService().instances());
    }

    private List<String> urls(Part part, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(instance -> Http.url(ports.of(new Place(part, instance))))
                .toList();
    }

    /**
     * One of the processes.
     *
     * @param name postgres, kafka, registry, projection-service or command-service; of several the first, and the
     *             others with -2 and so on behind it
     */
    public ManagedProcess process(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the stack has no process " + name + ", but "
                        + processes().stream().map(ManagedProcess::name).toList()));
    }

    /** All processes, in the order in which they were started. */
    public List<ManagedProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes);
        }
    }

    /**
     * Starts a process that has died, and returns at once; does nothing once the stack is being stopped.
     *
     * @throws StackException if the operating system does not start it
     */
    public void startAgain(ManagedProcess dead) {
        synchronized (processes) {
            if (!closed) {
                dead.startAgain();
            }
        }
    }

    /** A process that has ended although nobody stopped the stack; none while it is being stopped. */
    public Optional<ManagedProcess> died() {
        List<ManagedProcess> dead =
                processes().stream().filter(process -> !process.alive()).toList();
        return isClosed() ? Optional.empty() : dead.stream().findFirst();
    }

    /**
     * Stops everything in order: the services, then the registry and Kafka, then Postgres. Further calls only wait for
     * the first to be done.
     */
    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and the hook runs already: it finds nothing to do.
        }
    }

    private void startAll() {
        inParallel(List.of(this::startKafka, this::startPostgresAndRegistry));
        if (options.services()) {
            progress.accept("setting up topics and schemas");
            Endpoints endpoints = endpoints();
            PipelineSetup.run(
                    endpoints.bootstrapServers(),
                    endpoints.registryUrl(),
                    Topics.DEFAULT,
                    options.partitions(),
                    REPLICATION_FACTOR);
            ServiceProcesses services = new ServiceProcesses(
                    installation, ports, options.partitions(), options.databases(), options.runLength());
            List<Runnable> launches = new ArrayList<>();
            for (int i = 1; i <= options.projectionService().instances(); i++) {
                StackOptions.Service how = options.projectionService();
                ChildSpec instance = services.projectionService(i, folder.projections(), how.settings())
                        .withJvmOptions(how.jvmOptions());
                launches.add(() -> launch(instance));
            }
            for (int i = 1; i <= options.commandService().instances(); i++) {
                StackOptions.Service how = options.commandService();
                ChildSpec instance = services.commandService(i, how.instances(), how.settings())
                        .withJvmOptions(how.jvmOptions());
                launches.add(() -> launch(instance));
            }
            inParallel(launches);
        }
        endpoints().write(folder.endpoints());
    }

    private void startKafka() {
        launch(KafkaBroker.NAME, host::startKafka);
        if (options.broker().coordinatorTopics()) {
            CoordinatorTopics.run(KafkaBroker.bootstrapServers(ports.of(Part.BROKER)));
        }
    }

    private void startPostgresAndRegistry() {
        // One after the other: the first run unpacks the binaries for all.
        postgresNumbers().forEach(this::startPostgres);
        launch(RegistryServer.NAME, host::startRegistry);
    }

    private void startPostgres(int number) {
        launch(PostgresServer.name(number), () -> host.startPostgres(number));
        PostgresServer.makeDatabases(ports.of(new Place(Part.POSTGRES, number)));
    }

    private IntStream postgresNumbers() {
        return IntStream.rangeClosed(1, options.databases());
    }

    private void launch(ChildSpec spec) {
        launch(spec.name(), () -> ChildProcess.start(spec, folder));
    }

    private void launch(String name, Supplier<ManagedProcess> start) {
        progress.accept("starting " + name);
        ManagedProcess process;
        synchronized (processes) {
            if (closed) {
                throw stopping(name);
            }
            process = start.get();
            processes.add(process);
        }
        try {
            process.awaitReady();
        } catch (StackException e) {
            throw isClosed() ? stopping(name) : e;
        }
        progress.accept(name + " is ready");
    }

    private static StackException stopping(String name) {
        return new StackException("stopped before " + name + " was ready");
    }

    private boolean isClosed() {
        synchronized (processes) {
            return closed;
        }
    }

    /** Runs all; the first failure stops what runs and is thrown. */
    private void inParallel(List<Runnable> all) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Void> tasks = new ExecutorCompletionService<>(threads);
            all.forEach(task -> tasks.submit(task, null));
            try {
                for (int done = 0; done < all.size(); done++) {
                    tasks.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause ? cause : new StackException("" + e.getCause(), e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while the stack starts", e);
            }
        }
    }

    /** Whoever calls while another stops waits: what comes after may lean on everything having stopped. */
    private void stopAll() {
        synchronized (stopping) {
            if (!isClosed()) {
                stopInOrder();
            }
        }
    }

    private void stopInOrder() {
        synchronized (processes) {
            closed = true;
        }
        try {
            Files.deleteIfExists(folder.endpoints());
        } catch (IOException e) {
            progress.accept("cannot delete " + folder.endpoints() + ": " + e.getMessage());
        }
        List<String> servers = List.of(RegistryServer.NAME, KafkaBroker.NAME);
        List<String> databases =
                postgresNumbers().mapToObj(PostgresServer::name).toList();
        List<String> services = processes().stream()
                .map(ManagedProcess::name)
                .filter(name -> !servers.contains(name) && !databases.contains(name))
                .toList();
        stop(services, SERVICE_GRACE);
        stop(servers, SERVER_GRACE);
        stop(databases, SERVER_GRACE);
        host.close();
        folder.close();
        afterStop.run();
    }

    /** All of them at once. */
    private void stop(List<String> names, Duration grace) {
        List<ManagedProcess> stopping = processes().stream()
                .filter(process -> names.contains(process.name()))
                .toList();
        stopping.forEach(process -> {
            progress.accept("stopping " + process.name());
            process.requestStop();
        });
        stopping.forEach(process -> process.terminate(grace));
    }
}
