package dev.foldline.command.batch;

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
 * @param topics         names of the topics
 * @param clock          says when something was decided
 * @param limits         largest records that the topics take
 * @param snapshots      how often streams are folded into a snapshot
 * @param versionCheck   whether expected versions are compared, as they always are outside of a test
 */
public record DecisionContext(
        AggregateTypes types,
        RegistrySchemas schemas,
        Topics topics,
        InstantSource clock,
        RecordLimits limits,
        SnapshotPolicy snapshots,
        boolean versionCheck) {}
