@NullMarked
package dev.foldline.command.loop;

import org.jspecify.annotations.NullMarked;
