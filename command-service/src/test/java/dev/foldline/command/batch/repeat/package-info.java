/** Repeats in streams that are long or hot. */
@NullMarked
package dev.foldline.command.batch.repeat;

import org.jspecify.annotations.NullMarked;
