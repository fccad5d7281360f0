/** Several owners and several databases: sharing, taking over, and what becomes of moved offsets. */
@NullMarked
package dev.foldline.e2e.owners;

import org.jspecify.annotations.NullMarked;
