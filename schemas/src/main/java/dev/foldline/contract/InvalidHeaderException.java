package dev.foldline.contract;

import java.io.Serial;

/** A header of a record has a value that its meaning does not allow; the message names the header and the value. */
public final class InvalidHeaderException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidHeaderException(String header, String value, String wanted) {
        super("header " + header + " is \"" + value + "\", not " + wanted);
    }
}
