/** The commands for operators, each a request to command-service over HTTP. */
@NullMarked
package dev.foldline.cli.operator;

import org.jspecify.annotations.NullMarked;
