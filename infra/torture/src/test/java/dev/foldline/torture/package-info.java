@NullMarked
package dev.foldline.torture;

import org.jspecify.annotations.NullMarked;
