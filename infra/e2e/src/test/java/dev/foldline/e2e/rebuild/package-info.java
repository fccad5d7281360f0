/** A view is rebuilt on the whole pipeline. */
@NullMarked
package dev.foldline.e2e.rebuild;

import org.jspecify.annotations.NullMarked;
