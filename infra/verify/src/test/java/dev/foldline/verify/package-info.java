@NullMarked
package dev.foldline.verify;

import org.jspecify.annotations.NullMarked;
