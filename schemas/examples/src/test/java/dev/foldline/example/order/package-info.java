@NullMarked
package dev.foldline.example.order;

import org.jspecify.annotations.NullMarked;
