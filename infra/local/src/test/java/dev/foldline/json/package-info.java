@NullMarked
package dev.foldline.json;

import org.jspecify.annotations.NullMarked;
