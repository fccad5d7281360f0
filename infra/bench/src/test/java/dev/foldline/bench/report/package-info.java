@NullMarked
package dev.foldline.bench.report;

import org.jspecify.annotations.NullMarked;
