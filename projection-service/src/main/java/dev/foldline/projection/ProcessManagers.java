package dev.foldline.projection;

import dev.foldline.domain.process.ProcessManager;
import dev.foldline.projection.ops.ProjectionHealth;
import dev.foldline.projection.ops.ProjectionMeters;
import dev.foldline.projection.process.topology.RunningProcesses;
import dev.foldline.projection.topology.InternalTopics;
import dev.foldline.projection.topology.ProjectionContext;
import dev.foldline.runtime.EventVersionCheck;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServerWait;
import dev.foldline.runtime.StartupException;
import dev.foldline.serde.Subjects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Runs the process managers on the classpath. */
final class ProcessManagers implements AutoCloseable {

    private final List<RunningProcesses> running = new ArrayList<>();

    private ProcessManagers() {}

    /**
     * Starts process managers, and shows them in health and metrics as projections are shown.
     *
     * @throws StartupException if a schema is not registered in time, no migration leads from a registered version of
     *                          an event to this build's, or Kafka refuses a topic
     */
    static ProcessManagers start(
            List<ProcessManager<?>> all, ProjectionContext context, ProjectionHealth health, ProjectionMeters meters) {
        ProcessManagers managers = new ProcessManagers();
        PipelineConfig pipeline = context.pipeline();
        ServerWait wait = new ServerWait(pipeline.startupTimeout());
        InternalTopics topics = new InternalTopics(pipeline, context.settings().replicationFactor());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrapServers()))) {
            for (ProcessManager<?> manager : all) {
                await(wait, manager, context);
                wait.until("Kafka at " + pipeline.bootstrapServers(), () -> {
                    topics.makeRequests(admin, RunningProcesses.label(manager));
                    return true;
                });
                RunningProcesses processes = RunningProcesses.start(manager, context);
                managers.running.add(processes);
                meters.showGates(processes.label(), processes::gates, pipeline.partitions());
                meters.showParked(processes.label(), processes::parked, pipeline.partitions());
                meters.showRunning(processes.label(), processes::state);
                meters.showFolded(processes.label(), processes, RunningProcesses::applied);
                health.add(
                        processes.label(),
                        new ProjectionHealth.Running(processes::state, processes::lastError, processes::waitsFor));
            }
        } catch (RuntimeException e) {
            managers.close();
            throw e;
        }
        return managers;
    }

    /** All of them. */
    List<RunningProcesses> running() {
        return Collections.unmodifiableList(running);
    }

    private static void await(ServerWait wait, ProcessManager<?> manager, ProjectionContext context) {
        PipelineConfig pipeline = context.pipeline();
        String subject = Subjects.ofValue(pipeline.topics().process(manager.name()));
        wait.until(
                "subject " + subject + " in the schema registry at " + pipeline.registryUrl(),
                () -> context.schemas().idOf(subject, manager.state()));
        wait.until("the events of " + manager.name() + " in the schema registry", () -> {
            EventVersionCheck.run(context.schemas(), pipeline.topics(), manager.events());
            return true;
        });
    }

    @Override
    public void close() {
        running.forEach(RunningProcesses::close);
    }
}
