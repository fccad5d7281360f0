/**
 * What more instances of command-service give. Begin with {@code ScaleBench}.
 */
@NullMarked
package dev.foldline.bench.scale;

import org.jspecify.annotations.NullMarked;
