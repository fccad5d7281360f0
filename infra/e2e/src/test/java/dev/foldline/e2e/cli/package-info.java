/** The command line as a process of its own: on servers that fail, and with a domain of one's own. */
@NullMarked
package dev.foldline.e2e.cli;

import org.jspecify.annotations.NullMarked;
