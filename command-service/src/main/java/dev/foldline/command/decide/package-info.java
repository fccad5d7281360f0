/**
 * What the author of a domain writes against: a {@link dev.foldline.command.decide.Decider}, and the
 * {@link dev.foldline.command.decide.AggregateType} that ties it to its records. Pure: no Kafka, JDBC, logger, clock,
 * random.
 */
@NullMarked
package dev.foldline.command.decide;

import org.jspecify.annotations.NullMarked;
