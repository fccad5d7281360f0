package dev.foldline.verify.check;

import dev.foldline.serde.UndecodableException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a topic or of the table into a record. */
@FunctionalInterface
public interface RecordDecoder {
    SpecificRecord decode(byte @Nullable [] bytes) throws UndecodableException;
}
