/**
 * {@code foldline bench}: how fast the pipeline is, each figure held against what the same machine can do in the same
 * run.
 * Begin with {@code write.WriteBench}.
 */
@NullMarked
package dev.foldline.bench;

import org.jspecify.annotations.NullMarked;
