/** Records that no decent producer would send, and that nothing else may suffer from. */
@NullMarked
package dev.foldline.e2e.hostile;

import org.jspecify.annotations.NullMarked;
