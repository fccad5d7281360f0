@NullMarked
package dev.foldline.bench.scale;

import org.jspecify.annotations.NullMarked;
