@NullMarked
package dev.foldline.command.batch;

import org.jspecify.annotations.NullMarked;
