package dev.foldline.torture;

import dev.foldline.torture.fault.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which faults strike, one after the other, some of them two at once. The same seed draws the same: every fault once,
 * in a shuffled order, before any comes again. Not thread-safe.
 */
final class FaultPlan {

    private static final int PAIR_ONE_IN = 4;
    private static final long CALM_MS_MAX = 1_500;

    private final SplittableRandom random;
    private final List<Fault> all;
    private final Deque<Fault> first;
    private final List<Fault> left = new ArrayList<>();

    /**
     * One blow.
     *
     * @param faults one, or two that share no part
     * @param seed   of what they leave open
     * @param calm   how long the pipeline is left alone before it
     */
    record Strike(List<Fault> faults, long seed, Duration calm) {}

    FaultPlan(List<Fault> faults, long seed) {
        this(faults, List.of(), seed);
    }

    /**
     * The same.
     *
     * @param first those that come before the others, each alone
     */
    FaultPlan(List<Fault> faults, List<Fault> first, long seed) {
        this.all = List.copyOf(faults);
        this.first = new ArrayDeque<>(first);
        this.random = new SplittableRandom(seed);
    }

    /** The next blow. */
    Strike next() {
        List<Fault> faults = new ArrayList<>();
        Fault ahead = first.poll();
        if (ahead != null) {
            return new Strike(List.of(ahead), random.nextLong(), calm());
        }
        Fault one = draw();
        faults.add(one);
        if (random.nextInt(PAIR_ONE_IN) == 0) {
            Fault second = draw();
            if (Collections.disjoint(one.parts(), second.parts())) {
                faults.add(second);
            } else {
                left.add(second);
            }
        }
        return new Strike(faults, random.nextLong(), calm());
    }

    private Duration calm() {
        return Duration.ofMillis(random.nextLong(CALM_MS_MAX));
    }

    private Fault draw() {
        if (left.isEmpty()) {
            left.addAll(all);
        }
        return left.remove(random.nextInt(left.size()));
    }
}
