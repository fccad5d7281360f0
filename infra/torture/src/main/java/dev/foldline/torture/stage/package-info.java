/**
 * What faults strike on: the stack with its proxies and disks.
 *
 * <p>Read {@link dev.foldline.torture.stage.TortureStack} first.
 */
@NullMarked
package dev.foldline.torture.stage;

import org.jspecify.annotations.NullMarked;
