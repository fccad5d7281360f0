@NullMarked
package dev.foldline.e2e.placement;

import org.jspecify.annotations.NullMarked;
