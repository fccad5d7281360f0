/**
 * The API for authors of a domain: a {@link dev.foldline.domain.Decider}, and the
 * {@link dev.foldline.domain.AggregateType} that ties it to its records. Pure: no Kafka, JDBC, logger, clock, random.
 */
@NullMarked
package dev.foldline.domain;

import org.jspecify.annotations.NullMarked;
