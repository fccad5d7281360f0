@NullMarked
package dev.foldline.verify.check;

import org.jspecify.annotations.NullMarked;
