@NullMarked
package dev.foldline.projection;

import org.jspecify.annotations.NullMarked;
