@NullMarked
package dev.foldline.projection.config;

import org.jspecify.annotations.NullMarked;
