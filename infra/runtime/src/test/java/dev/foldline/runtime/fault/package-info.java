@NullMarked
package dev.foldline.runtime.fault;

import org.jspecify.annotations.NullMarked;
