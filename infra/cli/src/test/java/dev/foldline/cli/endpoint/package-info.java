@NullMarked
package dev.foldline.cli.endpoint;

import org.jspecify.annotations.NullMarked;
