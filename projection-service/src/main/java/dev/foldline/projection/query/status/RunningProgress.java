package dev.foldline.projection.query.status;

import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.topology.RunningProjection;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The progress of the build that serves; another one after a rebuild. */
public final class RunningProgress implements ViewProgress {

    private final Supplier<RunningProjection> serving;

    public RunningProgress(Supplier<RunningProjection> serving) {
        this.serving = serving;
    }

    @Override
    public int version() {
        return serving.get().version();
    }

    @Override
    public boolean readsAllPartitions() {
        return !serving.get().isByAggregate();
    }

    @Override
    public String state() {
        return serving.get().state().name();
    }

    @Override
    public @Nullable String lastError() {
        return serving.get().lastError();
    }

    @Override
    public @Nullable String waitsFor() {
        return serving.get().waitsFor();
    }

    @Override
    public Set<Integer> tasks() {
        return serving.get().positions().tasks();
    }

    @Override
    public long passed(int partition) {
        return serving.get().positions().passed(partition);
    }

    @Override
    public long lastTimeMs(int partition) {
        return serving.get().positions().lastTimeMs(partition);
    }

    @Override
    public @Nullable GateState gate(int partition) {
        return serving.get().gates().state(partition);
    }

    @Override
    public int parked(int partition) {
        return serving.get().parked().ofPartition(partition);
    }
}
