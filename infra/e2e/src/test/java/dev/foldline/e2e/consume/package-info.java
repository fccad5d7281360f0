/** What command-service answers about aggregates over HTTP. */
@NullMarked
package dev.foldline.e2e.consume;

import org.jspecify.annotations.NullMarked;
