/**
 * Dead letters of views over HTTP: collected from all instances, and retried or skipped by a request record that the
 * instance with the key acts on.
 *
 * <p>Read {@link dev.foldline.projection.query.deadletter.DeadLetterRoutes} first.
 */
@NullMarked
package dev.foldline.projection.query.deadletter;

import org.jspecify.annotations.NullMarked;
