@NullMarked
package dev.foldline.example.transfer;

import org.jspecify.annotations.NullMarked;
