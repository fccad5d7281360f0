@NullMarked
package dev.foldline.projection.batch;

import org.jspecify.annotations.NullMarked;
