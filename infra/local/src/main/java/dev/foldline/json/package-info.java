/** JSON as people write it on the command line, read as Avro records. */
@NullMarked
package dev.foldline.json;

import org.jspecify.annotations.NullMarked;
