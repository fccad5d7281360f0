@NullMarked
package dev.foldline.bench.step;

import org.jspecify.annotations.NullMarked;
