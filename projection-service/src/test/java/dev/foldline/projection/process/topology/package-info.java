@NullMarked
package dev.foldline.projection.process.topology;

import org.jspecify.annotations.NullMarked;
