/**
 * How long partitions make no progress when their owner is killed. Begin with {@code RecoveryBench}.
 */
@NullMarked
package dev.foldline.bench.recovery;

import org.jspecify.annotations.NullMarked;
