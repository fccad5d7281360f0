/** Several instances of projection-service answer together. */
@NullMarked
package dev.foldline.e2e.query;

import org.jspecify.annotations.NullMarked;
