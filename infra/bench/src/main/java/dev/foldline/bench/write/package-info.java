/**
 * How many commands a second the write side takes. Begin with {@code WriteBench}.
 */
@NullMarked
package dev.foldline.bench.write;

import org.jspecify.annotations.NullMarked;
