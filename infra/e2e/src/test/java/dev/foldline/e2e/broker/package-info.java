/** How the embedded broker starts again. */
@NullMarked
package dev.foldline.e2e.broker;

import org.jspecify.annotations.NullMarked;
