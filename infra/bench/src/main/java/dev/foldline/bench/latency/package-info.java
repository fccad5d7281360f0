/**
 * How long a command takes until its result is there, and until a view shows it. Begin with {@code LatencyBench}.
 */
@NullMarked
package dev.foldline.bench.latency;

import org.jspecify.annotations.NullMarked;
