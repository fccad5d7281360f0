/**
 * How fast a view is rebuilt. Begin with {@code RebuildBench}.
 */
@NullMarked
package dev.foldline.bench.rebuild;

import org.jspecify.annotations.NullMarked;
