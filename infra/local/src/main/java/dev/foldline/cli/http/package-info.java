/** The services over HTTP. */
@NullMarked
package dev.foldline.cli.http;

import org.jspecify.annotations.NullMarked;
