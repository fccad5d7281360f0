@NullMarked
package dev.foldline.torture.fault;

import org.jspecify.annotations.NullMarked;
