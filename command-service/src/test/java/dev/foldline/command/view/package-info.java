@NullMarked
package dev.foldline.command.view;

import org.jspecify.annotations.NullMarked;
