/** The events topic is built again from the table. */
@NullMarked
package dev.foldline.e2e.replay;

import org.jspecify.annotations.NullMarked;
