@NullMarked
package dev.foldline.command.stream;

import org.jspecify.annotations.NullMarked;
