@NullMarked
package dev.foldline.version;

import org.jspecify.annotations.NullMarked;
