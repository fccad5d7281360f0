/** What the guides for producers and consumers show can be copied and run, in every language that they show. */
@NullMarked
package dev.foldline.e2e.page;

import org.jspecify.annotations.NullMarked;
