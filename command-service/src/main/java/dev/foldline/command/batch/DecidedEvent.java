package dev.foldline.command.batch;

import org.apache.avro.Schema;

/**
 * An event that a command leaves, encoded.
 *
 * @param part which command of the record left it, from 1
 */
record DecidedEvent(Schema schema, byte[] payload, int part) {}
