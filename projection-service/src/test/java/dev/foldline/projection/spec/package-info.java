@NullMarked
package dev.foldline.projection.spec;

import org.jspecify.annotations.NullMarked;
