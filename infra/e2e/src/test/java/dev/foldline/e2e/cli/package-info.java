/** The command line as a process of its own, on servers that fail. */
@NullMarked
package dev.foldline.e2e.cli;

import org.jspecify.annotations.NullMarked;
