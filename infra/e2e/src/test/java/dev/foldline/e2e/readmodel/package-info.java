/** Read models while the processes around them die. */
@NullMarked
package dev.foldline.e2e.readmodel;

import org.jspecify.annotations.NullMarked;
