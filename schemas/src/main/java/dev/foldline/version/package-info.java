/**
 * Old shapes read as new ones, and new ones as old: the path engine that the store, the Streams deserializer and the
 * snapshots share.
 *
 * <p>A domain gives single steps ({@link dev.foldline.version.Migration}); {@link dev.foldline.version.MigrationPaths}
 * finds the shortest way through them.
 */
@NullMarked
package dev.foldline.version;

import org.jspecify.annotations.NullMarked;
