@NullMarked
package dev.foldline.stack.server;

import org.jspecify.annotations.NullMarked;
