/** Records that are meant to do harm, between good ones. */
@NullMarked
package dev.foldline.e2e.hostile;

import org.jspecify.annotations.NullMarked;
