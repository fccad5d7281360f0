package dev.foldline.projection.handover;

import dev.foldline.projection.gate.FoldedPositions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one build on this instance share with the thread that controls the build: the phase of each task,
 * and whether the build is to retire. Thread-safe.
 */
public final class Handover {

    private final String projection;
    private final String topic;
    private final Phase first;
    private final FoldedPositions positions;
    private final Duration commitInterval;
    private final Map<Integer, TaskPhase> tasks = new ConcurrentHashMap<>();
    private volatile @Nullable String successorTopic;

    /**
     * @param projection name of the view, for the log
     * @param topic      through which this build gets the rows of the one before it
     * @param first      phase of its tasks at the beginning
     * @param positions  of its tasks
     * @param commitInterval how long the rows of a task that publishes them may wait for their transaction to commit
     */
    public Handover(String projection, String topic, Phase first, FoldedPositions positions, Duration commitInterval) {
        this.projection = projection;
        this.topic = topic;
        this.first = first;
        this.positions = positions;
        this.commitInterval = commitInterval;
    }

    /** Makes every task that serves hand its rows over, in its own thread and soon. */
    public void retire(String topicOfSuccessor) {
        successorTopic = topicOfSuccessor;
    }

    /** The phases of the tasks that are here, by partition of the rows. */
    public Map<Integer, Phase> phases() {
        Map<Integer, Phase> phases = new TreeMap<>();
        tasks.forEach((task, phase) -> phases.put(task, phase.phase()));
        return phases;
    }

    String projection() {
        return projection;
    }

    String topic() {
        return topic;
    }

    Phase first() {
        return first;
    }

    Duration commitInterval() {
        return commitInterval;
    }

    /** Where this build's rows go when it retires, null as long as it stays. */
    @Nullable
    String successorTopic() {
        return successorTopic;
    }

    void open(int task, TaskPhase phase) {
        tasks.put(task, phase);
    }

    void close(int task, TaskPhase phase) {
        tasks.remove(task, phase);
    }

    /** The phase of one task, null before it is open. */
    public @Nullable TaskPhase task(int task) {
        return tasks.get(task);
    }

    /** Whether a task has folded a partition up to this position, or its rows do not depend on the partition. */
    boolean hasPassed(int task, int partition, long position) {
        return positions.hasPassed(task, partition, position);
    }

    /** How far a task has folded each partition; 0 for those that it does not read. */
    long[] positions(int task) {
        return positions.of(task);
    }
}
