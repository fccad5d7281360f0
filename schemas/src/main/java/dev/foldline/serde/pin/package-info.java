/** What a schema id meant when it was first used, compared with what the registry says now. */
@NullMarked
package dev.foldline.serde.pin;

import org.jspecify.annotations.NullMarked;
