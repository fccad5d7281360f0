package dev.foldline.projection.readmodel;

import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.serde.RegistrySchemas;

/**
 * What all read models of a service share.
 *
 * @param pipeline where the pipeline is
 * @param settings which are written, and in what portions
 * @param schemas  of the rows
 * @param database that they are written to
 */
public record ReadModelContext(
        PipelineConfig pipeline, ReadModelSettings settings, RegistrySchemas schemas, ProjectionDatabase database) {}
