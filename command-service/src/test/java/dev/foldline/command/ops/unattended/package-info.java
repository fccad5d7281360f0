@NullMarked
package dev.foldline.command.ops.unattended;

import org.jspecify.annotations.NullMarked;
