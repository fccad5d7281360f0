@NullMarked
package dev.foldline.bench.growth;

import org.jspecify.annotations.NullMarked;
