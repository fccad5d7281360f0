@NullMarked
package dev.foldline.cli.input;

import org.jspecify.annotations.NullMarked;
