@NullMarked
package dev.foldline.projection.order;

import org.jspecify.annotations.NullMarked;
