@NullMarked
package dev.foldline.bench.latency;

import org.jspecify.annotations.NullMarked;
