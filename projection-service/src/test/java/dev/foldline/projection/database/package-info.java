@NullMarked
package dev.foldline.projection.database;

import org.jspecify.annotations.NullMarked;
