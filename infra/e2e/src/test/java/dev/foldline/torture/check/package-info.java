@NullMarked
package dev.foldline.torture.check;

import org.jspecify.annotations.NullMarked;
