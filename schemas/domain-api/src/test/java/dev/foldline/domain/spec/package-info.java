@NullMarked
package dev.foldline.domain.spec;

import org.jspecify.annotations.NullMarked;
