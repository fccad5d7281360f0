@NullMarked
package dev.foldline.projection.query;

import org.jspecify.annotations.NullMarked;
