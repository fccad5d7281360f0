@NullMarked
package dev.foldline.verify.money;

import org.jspecify.annotations.NullMarked;
