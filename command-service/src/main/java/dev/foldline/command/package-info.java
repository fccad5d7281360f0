/** command-service: main and wiring. The loop that everything turns around is in {@code dev.foldline.command.loop}. */
@NullMarked
package dev.foldline.command;

import org.jspecify.annotations.NullMarked;
