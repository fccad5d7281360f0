/**
 * What the steps of a command cost one by one, without servers, as JMH benchmarks. Begin with {@code CommandSteps}.
 */
@NullMarked
package dev.foldline.bench.step;

import org.jspecify.annotations.NullMarked;
