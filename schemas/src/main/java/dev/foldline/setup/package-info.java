/**
 * Prepares a pipeline: creates its topics, and registers its schemas.
 *
 * <p>{@link dev.foldline.setup.PipelineSetup} is the step "register-schemas", which runs before the services start and
 * after every deployment that brings a new schema. The services themselves create and register nothing.
 */
@NullMarked
package dev.foldline.setup;

import org.jspecify.annotations.NullMarked;
