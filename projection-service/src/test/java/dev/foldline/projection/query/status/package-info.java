@NullMarked
package dev.foldline.projection.query.status;

import org.jspecify.annotations.NullMarked;
