@NullMarked
package dev.foldline.stack;

import org.jspecify.annotations.NullMarked;
