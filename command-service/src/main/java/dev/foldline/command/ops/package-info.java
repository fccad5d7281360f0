/** What operators see of command-service: metrics and health. */
@NullMarked
package dev.foldline.command.ops;

import org.jspecify.annotations.NullMarked;
