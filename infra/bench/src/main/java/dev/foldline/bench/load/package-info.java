/**
 * How long an aggregate takes to be loaded. Begin with {@code LoadBench}.
 */
@NullMarked
package dev.foldline.bench.load;

import org.jspecify.annotations.NullMarked;
