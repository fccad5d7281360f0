/**
 * The checks, over iterators alone: they know no server, so a test can feed them every fault.
 *
 * <p>Read {@link dev.foldline.verify.check.PartitionWalk} first.
 */
@NullMarked
package dev.foldline.verify.check;

import org.jspecify.annotations.NullMarked;
