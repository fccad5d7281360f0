package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The database refuses rows of a batch because of what is in them: no later try helps. Nothing was written.
 *
 * <p>Which command the rows are of is not known; a batch of that command alone is refused again.
 */
public final class RowsRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String table;
    private final String sqlState;

    /**
     * @param table    table that the rows are for
     * @param sqlState what the server answered; empty if the rows did not reach it
     * @param message  the table and the reason, without values of the rows
     */
    public RowsRefusedException(String table, String sqlState, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.table = table;
        this.sqlState = sqlState;
    }

    /** Table that the rows are for. */
    public String table() {
        return table;
    }

    /** What the server answered; empty if the rows did not reach it. */
    public String sqlState() {
        return sqlState;
    }
}
