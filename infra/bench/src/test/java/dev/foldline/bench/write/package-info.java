@NullMarked
package dev.foldline.bench.write;

import org.jspecify.annotations.NullMarked;
