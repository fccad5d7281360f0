@NullMarked
package dev.foldline.cli;

import org.jspecify.annotations.NullMarked;
