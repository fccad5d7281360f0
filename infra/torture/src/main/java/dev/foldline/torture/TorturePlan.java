package dev.foldline.torture;

import dev.foldline.torture.client.CommandPlan;
import dev.foldline.torture.fault.Fault;
import dev.foldline.torture.hostile.HostilePlan;
import dev.foldline.torture.hostile.HostileRecord;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * All that a seed draws: the commands of each client, the hostile records and the faults, each from a random of its
 * own. So what one of them draws does not depend on how far the others are, which the servers decide.
 *
 * @param clients one plan for each
 */
record TorturePlan(List<CommandPlan> clients, HostilePlan hostile, FaultPlan faults) {

    /**
     * What there is to draw from.
     *
     * @param partitions of every topic
     * @param hostile    records that no decent producer sends
     * @param faults     that are drawn
     * @param first      faults that come before the others
     */
    record Choice(int partitions, List<HostileRecord> hostile, List<Fault> faults, List<Fault> first) {}

    static TorturePlan of(long seed, int clients, Choice choice) {
        SplittableRandom root = new SplittableRandom(seed);
        SplittableRandom faults = root.split();
        SplittableRandom hostile = root.split();
        return new TorturePlan(
                Stream.generate(() -> new CommandPlan(root.split()))
                        .limit(clients)
                        .toList(),
                new HostilePlan(choice.hostile, choice.partitions, hostile),
                new FaultPlan(choice.faults, choice.first, faults.nextLong()));
    }
}
