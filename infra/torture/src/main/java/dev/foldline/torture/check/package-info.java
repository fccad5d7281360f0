/** What clients and observers saw, held against the tables; code of its own, not that of {@code verify}. */
@NullMarked
package dev.foldline.torture.check;

import org.jspecify.annotations.NullMarked;
