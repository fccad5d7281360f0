@NullMarked
package dev.foldline.projection.account;

import org.jspecify.annotations.NullMarked;
