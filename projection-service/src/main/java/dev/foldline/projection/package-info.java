/** projection-service: main and wiring. */
@NullMarked
package dev.foldline.projection;

import org.jspecify.annotations.NullMarked;
