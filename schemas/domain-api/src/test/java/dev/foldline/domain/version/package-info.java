@NullMarked
package dev.foldline.domain.version;

import org.jspecify.annotations.NullMarked;
