@NullMarked
package dev.foldline.command.loop.registry;

import org.jspecify.annotations.NullMarked;
