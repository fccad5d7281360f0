@NullMarked
package dev.foldline.command.read;

import org.jspecify.annotations.NullMarked;
