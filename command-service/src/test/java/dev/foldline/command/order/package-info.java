@NullMarked
package dev.foldline.command.order;

import org.jspecify.annotations.NullMarked;
