@NullMarked
package dev.foldline.command.stream.history;

import org.jspecify.annotations.NullMarked;
