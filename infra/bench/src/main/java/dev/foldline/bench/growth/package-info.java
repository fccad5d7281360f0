/**
 * Whether the write side keeps its speed when the event table grows. Begin with {@code GrowthBench}.
 */
@NullMarked
package dev.foldline.bench.growth;

import org.jspecify.annotations.NullMarked;
