@NullMarked
package dev.foldline.projection.query.deadletter;

import org.jspecify.annotations.NullMarked;
