package dev.foldline.serde;

import java.io.Serial;

/** JSON that is not the record it should be; the message names the field. */
public final class JsonRecordException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    JsonRecordException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
