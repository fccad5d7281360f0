package dev.foldline.serde;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads records as they were written, as migrations get them: every text is a {@link String}, independent of the writer
 * schema's Java properties, and a value with a logical type stays the plain value in the bytes.
 */
final class PlainRecordReader extends GenericDatumReader<GenericRecord> {

    PlainRecordReader(Schema written) {
        super(written, written, plain());
    }

    /** A separate model, so a conversion that is added to Avro's shared model does not change what a step gets. */
    static GenericData plain() {
        // Avro's fast reader does not ask for the class of a text.
        return new GenericData().setFastReaderEnabled(false);
    }

    @Override
    protected Class<?> findStringClass(Schema schema) {
        return String.class;
    }
}
