@NullMarked
package dev.foldline.projection.topology;

import org.jspecify.annotations.NullMarked;
