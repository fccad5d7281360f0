/**
 * Dead letters of views over HTTP: asked of all instances, retried and skipped by a record that whoever has the key
 * acts on.
 *
 * <p>Read {@link dev.foldline.projection.query.deadletter.DeadLetterRoutes} first.
 */
@NullMarked
package dev.foldline.projection.query.deadletter;

import org.jspecify.annotations.NullMarked;
