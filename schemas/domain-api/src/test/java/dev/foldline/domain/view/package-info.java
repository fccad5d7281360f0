@NullMarked
package dev.foldline.domain.view;

import org.jspecify.annotations.NullMarked;
