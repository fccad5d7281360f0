/** What does not fit together is refused, on real servers. */
@NullMarked
package dev.foldline.e2e.guards;

import org.jspecify.annotations.NullMarked;
