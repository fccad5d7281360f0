@NullMarked
package dev.foldline.bench.rebuild;

import org.jspecify.annotations.NullMarked;
