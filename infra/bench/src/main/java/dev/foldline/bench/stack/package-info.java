/**
 * The pipeline that is measured, and the commands that it is given.
 */
@NullMarked
package dev.foldline.bench.stack;

import org.jspecify.annotations.NullMarked;
