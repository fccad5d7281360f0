/**
 * {@code foldline bench}: how fast the pipeline is, each result next to a baseline that is measured on the same machine
 * in the same run. Begin with {@code write.WriteBench}.
 */
@NullMarked
package dev.foldline.bench;

import org.jspecify.annotations.NullMarked;
