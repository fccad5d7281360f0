/** JSON and Avro records, both ways, as the command line and the queries write them. */
@NullMarked
package dev.foldline.json;

import org.jspecify.annotations.NullMarked;
