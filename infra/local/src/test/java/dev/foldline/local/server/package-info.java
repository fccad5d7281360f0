@NullMarked
package dev.foldline.local.server;

import org.jspecify.annotations.NullMarked;
