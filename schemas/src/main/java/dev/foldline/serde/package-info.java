/**
 * Bytes and records: Confluent's wire format, schema ids, and the registry that knows them.
 *
 * <p>Read {@link dev.foldline.serde.RegistrySchemas} first; {@link dev.foldline.serde.AvroDecoder} and
 * {@link dev.foldline.serde.AvroEncoder} use it.
 */
@NullMarked
package dev.foldline.serde;

import org.jspecify.annotations.NullMarked;
