@NullMarked
package dev.foldline.runtime.kafka;

import org.jspecify.annotations.NullMarked;
