/** What an owner finds in the topics after somebody else, retention or expiry have been there. */
@NullMarked
package dev.foldline.e2e.recovery;

import org.jspecify.annotations.NullMarked;
