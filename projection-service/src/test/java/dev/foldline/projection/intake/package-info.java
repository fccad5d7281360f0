@NullMarked
package dev.foldline.projection.intake;

import org.jspecify.annotations.NullMarked;
