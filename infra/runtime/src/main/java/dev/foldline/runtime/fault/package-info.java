/** Where a test may end or hold a process, and what it may turn off: each of them off, and at no cost, elsewhere. */
@NullMarked
package dev.foldline.runtime.fault;

import org.jspecify.annotations.NullMarked;
