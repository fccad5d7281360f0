/** Where the commands find a running stack, and how they report that they cannot continue. */
@NullMarked
package dev.foldline.cli.endpoint;

import org.jspecify.annotations.NullMarked;
