@NullMarked
package dev.foldline.command.forward;

import org.jspecify.annotations.NullMarked;
