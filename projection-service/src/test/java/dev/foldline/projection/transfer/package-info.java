@NullMarked
package dev.foldline.projection.transfer;

import org.jspecify.annotations.NullMarked;
