/** What a value in Avro binary may claim of memory and stack before anybody reads it. */
@NullMarked
package dev.foldline.serde.bounds;

import org.jspecify.annotations.NullMarked;
