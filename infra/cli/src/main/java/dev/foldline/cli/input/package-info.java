/** What a user types, or pipes in, as commands to send. */
@NullMarked
package dev.foldline.cli.input;

import org.jspecify.annotations.NullMarked;
