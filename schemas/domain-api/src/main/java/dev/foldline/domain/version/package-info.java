/**
 * Old shapes read as new ones, and new ones as old: the path engine that the store, the Streams deserializer and the
 * snapshots share.
 *
 * <p>{@link dev.foldline.domain.version.SchemaHistory} has the older shapes of events. A domain gives single steps
 * ({@link dev.foldline.domain.version.Migration}); {@link dev.foldline.domain.version.MigrationPaths} finds the
 * shortest path through them.
 */
@NullMarked
package dev.foldline.domain.version;

import org.jspecify.annotations.NullMarked;
