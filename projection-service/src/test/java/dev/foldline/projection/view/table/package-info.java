@NullMarked
package dev.foldline.projection.view.table;

import org.jspecify.annotations.NullMarked;
