@NullMarked
package dev.foldline.example;

import org.jspecify.annotations.NullMarked;
