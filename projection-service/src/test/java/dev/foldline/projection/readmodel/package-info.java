@NullMarked
package dev.foldline.projection.readmodel;

import org.jspecify.annotations.NullMarked;
