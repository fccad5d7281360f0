/** Where the commands find a running stack, and how they say that they cannot go on. */
@NullMarked
package dev.foldline.cli.endpoint;

import org.jspecify.annotations.NullMarked;
