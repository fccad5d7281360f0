package dev.foldline.projection.query;

import java.io.Serial;

/** A parameter of a query is not valid; the message says what it is and what it must be. */
final class BadParameterException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String name;

    BadParameterException(String name, String value, String wanted) {
        super(name + " is \"" + value + "\", not " + wanted);
        this.name = name;
    }

    /** Kebab-case, for programs. */
    String code() {
        return "bad-" + name;
    }
}
