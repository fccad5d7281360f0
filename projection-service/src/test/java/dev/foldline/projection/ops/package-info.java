@NullMarked
package dev.foldline.projection.ops;

import org.jspecify.annotations.NullMarked;
