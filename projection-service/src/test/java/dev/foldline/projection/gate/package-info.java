@NullMarked
package dev.foldline.projection.gate;

import org.jspecify.annotations.NullMarked;
