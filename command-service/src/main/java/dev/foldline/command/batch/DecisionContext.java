package dev.foldline.command.batch;

import dev.foldline.command.batch.rule.KeyPlace;
import dev.foldline.command.batch.rule.RecordLimits;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.SnapshotPolicy;
import dev.foldline.contract.Topics;
import dev.foldline.serde.RegistrySchemas;
import java.time.InstantSource;

/**
 * The settings and services that the deciders of all workers share. Thread-safe.
 *
 * @param types          the aggregate types of this process
 * @param schemas        the registry's schemas
 * @param topics         names of the topics, and how a key finds its partition
 * @param partitions     partitions of every topic
 * @param clock          says when something was decided
 * @param limits         largest records that the topics take
 * @param snapshots      how often streams are folded into a snapshot
 * @param checks         what is checked, as all of it always is outside of a test
 */
public record DecisionContext(
        AggregateTypes types,
        RegistrySchemas schemas,
        Topics topics,
        int partitions,
        InstantSource clock,
        RecordLimits limits,
        SnapshotPolicy snapshots,
        Checks checks) {

    /**
     * Checks that a test can do without.
     *
     * @param version   whether expected versions are compared
     * @param partition whether a command is refused in a partition that its key does not belong to
     */
    public record Checks(boolean version, boolean partition) {

        public static final Checks ALL = new Checks(true, true);
    }

    KeyPlace keyPlace() {
        return new KeyPlace(topics.partitioner(), partitions, checks.partition());
    }
}
