/**
 * A custom Kafka Streams topology behind the events. The only package of this module that needs {@code kafka-streams},
 * which a jar that uses it has to bring in for its compilation.
 *
 * <p>Read {@link dev.foldline.domain.topology.TopologyProjection} first.
 */
@NullMarked
package dev.foldline.domain.topology;

import org.jspecify.annotations.NullMarked;
