@NullMarked
package dev.foldline.torture.client;

import org.jspecify.annotations.NullMarked;
