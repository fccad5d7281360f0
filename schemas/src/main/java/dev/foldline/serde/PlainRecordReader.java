package dev.foldline.serde;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads records as they were written, as migrations get them: every text is a {@link String}, whatever the writer's
 * schema says of Java, and what has a logical type stays the plain value that stands in the bytes.
 */
final class PlainRecordReader extends GenericDatumReader<GenericRecord> {

    PlainRecordReader(Schema written) {
        super(written, written, plain());
    }

    /** A model of its own, so that no conversion that somebody adds to Avro's shared one changes what a step gets. */
    static GenericData plain() {
        // Avro's other way of reading does not ask for the class of a text.
        return new GenericData().setFastReaderEnabled(false);
    }

    @Override
    protected Class<?> findStringClass(Schema schema) {
        return String.class;
    }
}
