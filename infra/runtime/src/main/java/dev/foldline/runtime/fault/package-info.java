/** Where a test may end a process, at the moments that a chance kill seldom meets. */
@NullMarked
package dev.foldline.runtime.fault;

import org.jspecify.annotations.NullMarked;
