@NullMarked
package dev.foldline.command.replay;

import org.jspecify.annotations.NullMarked;
