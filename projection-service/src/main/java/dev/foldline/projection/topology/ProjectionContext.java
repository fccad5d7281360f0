package dev.foldline.projection.topology;

import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.serde.RegistrySchemas;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What all projections and process managers of a service share.
 *
 * @param pipeline where the pipeline is
 * @param settings how projections run
 * @param schemas  of events and rows
 * @param memory   of all RocksDB stores
 * @param metrics  gets those of Kafka Streams
 */
public record ProjectionContext(
        PipelineConfig pipeline,
        StreamsSettings settings,
        RegistrySchemas schemas,
        RocksDbMemory memory,
        MeterRegistry metrics) {}
