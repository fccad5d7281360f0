/** Money moves between accounts whatever dies meanwhile: simulated from seeds, and on the whole pipeline. */
@NullMarked
package dev.foldline.e2e.transfer;

import org.jspecify.annotations.NullMarked;
