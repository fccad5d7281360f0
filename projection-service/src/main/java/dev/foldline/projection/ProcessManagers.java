package dev.foldline.projection;

import dev.foldline.projection.ops.ProjectionHealth;
import dev.foldline.projection.ops.ProjectionMeters;
import dev.foldline.projection.process.ProcessDefinition;
import dev.foldline.projection.process.topology.RunningProcesses;
import dev.foldline.projection.topology.RunningProjection;
import dev.foldline.runtime.EventVersionCheck;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServerWait;
import dev.foldline.serde.Subjects;
import java.util.ArrayList;
import java.util.List;

/** The process managers on the classpath, at work. */
final class ProcessManagers implements AutoCloseable {

    private final List<RunningProcesses> running = new ArrayList<>();

    private ProcessManagers() {}

    /**
     * Starts every process manager on the classpath, and shows it in health and metrics as projections are.
     *
     * @throws dev.foldline.runtime.StartupException if a schema is not registered in time, or there is no way from a
     *                                               registered version of an event to this build's
     */
    static ProcessManagers start(RunningProjection.Surroundings around, Health health, ProjectionMeters meters) {
        ProcessManagers managers = new ProcessManagers();
        ServerWait wait = new ServerWait(around.pipeline().startupTimeout());
        try {
            for (ProcessDefinition<?> definition : ProcessDefinition.all()) {
                await(wait, definition, around);
                RunningProcesses processes = RunningProcesses.start(definition, around);
                managers.running.add(processes);
                meters.showGates(
                        processes.label(), processes::gates, around.pipeline().partitions());
                meters.showFolded(processes.label(), processes, RunningProcesses::applied);
                ProjectionHealth.add(health, processes.label(), processes::state, processes::lastError);
            }
        } catch (RuntimeException e) {
            managers.close();
            throw e;
        }
        return managers;
    }

    private static void await(ServerWait wait, ProcessDefinition<?> definition, RunningProjection.Surroundings around) {
        PipelineConfig pipeline = around.pipeline();
        String subject = Subjects.ofValue(pipeline.topics().process(definition.name()));
        wait.until(
                "subject " + subject + " in the schema registry at " + pipeline.registryUrl(),
                () -> around.schemas().idOf(subject, definition.state()));
        wait.until("the events of " + definition.name() + " in the schema registry", () -> {
            EventVersionCheck.run(around.schemas(), pipeline.topics(), definition.events());
            return true;
        });
    }

    @Override
    public void close() {
        running.forEach(RunningProcesses::close);
    }
}
