@NullMarked
package dev.foldline.demo;

import org.jspecify.annotations.NullMarked;
