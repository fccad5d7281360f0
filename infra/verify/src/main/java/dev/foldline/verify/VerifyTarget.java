package dev.foldline.verify;

import java.time.Duration;

/**
 * Which pipeline to verify.
 *
 * @param bootstrapServers Kafka
 * @param jdbcUrl          Postgres, with user and password where it wants them; several with spaces between where the
 *                         partitions are in several databases
 * @param registryUrl      schema registry, with the path of its Confluent API
 * @param queryUrl         projection-service
 * @param waitMax          how long to wait for the pipeline to decide, forward and show what has been sent already
 */
public record VerifyTarget(
        String bootstrapServers, String jdbcUrl, String registryUrl, String queryUrl, Duration waitMax) {}
