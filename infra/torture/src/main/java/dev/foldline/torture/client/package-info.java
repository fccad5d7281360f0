/** The clients of a torture, and what they have seen. */
@NullMarked
package dev.foldline.torture.client;

import org.jspecify.annotations.NullMarked;
