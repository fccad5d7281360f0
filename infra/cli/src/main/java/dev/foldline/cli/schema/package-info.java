/** The schemas of events: what the registry has under their ids, and how lost ones come back. */
@NullMarked
package dev.foldline.cli.schema;

import org.jspecify.annotations.NullMarked;
