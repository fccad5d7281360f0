@NullMarked
package dev.foldline.command.deadletter;

import org.jspecify.annotations.NullMarked;
