/**
 * Records that no decent producer would send, and a client that sends them all the time.
 *
 * <p>Read {@link dev.foldline.torture.hostile.HostileRecords} first.
 */
@NullMarked
package dev.foldline.torture.hostile;

import org.jspecify.annotations.NullMarked;
