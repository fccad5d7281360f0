@NullMarked
package dev.foldline.domain.view.table;

import org.jspecify.annotations.NullMarked;
