package dev.foldline.command.ops;

import java.sql.SQLException;

/**
 * A database whose size the report tells.
 *
 * @param name what it is called in metrics and in the log
 * @param size asks it
 */
public record MeasuredDatabase(String name, Size size) {

    /** Asks a database for its size. Called by the report's thread, which waits. */
    @FunctionalInterface
    public interface Size {

        /**
         * Gives the size on disk in bytes.
         *
         * @throws SQLException if the database does not answer in time, or refuses to
         */
        long bytes() throws SQLException;
    }
}
