@NullMarked
package dev.foldline.local;

import org.jspecify.annotations.NullMarked;
