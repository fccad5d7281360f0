package dev.foldline.cli.input;

import java.io.Serial;

/** The user's input is not a command that can be sent; the message says why, in one line. */
public final class WrongInputException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    WrongInputException(String message) {
        super(message);
    }
}
