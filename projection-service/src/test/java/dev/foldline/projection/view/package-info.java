@NullMarked
package dev.foldline.projection.view;

import org.jspecify.annotations.NullMarked;
