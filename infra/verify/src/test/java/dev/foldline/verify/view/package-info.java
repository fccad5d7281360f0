@NullMarked
package dev.foldline.verify.view;

import org.jspecify.annotations.NullMarked;
