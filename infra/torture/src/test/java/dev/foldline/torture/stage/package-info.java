@NullMarked
package dev.foldline.torture.stage;

import org.jspecify.annotations.NullMarked;
