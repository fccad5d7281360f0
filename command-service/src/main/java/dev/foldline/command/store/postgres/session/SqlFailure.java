package dev.foldline.command.store.postgres.session;

import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of the database means to the store. Told apart here alone, and by SQLSTATE alone.
 *
 * @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public enum SqlFailure {

    /** A stream has an event under the version that was written. */
    VERSION_TAKEN,

    /** The database cannot do it now and did nothing; a later try may succeed. */
    UNAVAILABLE,

    /** The tables contradict the store, or are not those it was written for: trying again would not help. */
    FATAL;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Classes of errors that pass: connection, rolled back by conflict, out of resources, ended by an operator. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

    /**
     * Errors of other classes that pass: lock timeout, timeouts of idle and of long transactions, a former primary that
     * is read-only now, a password that is being changed.
     */
    private static final Set<String> PASSING_STATES =
            Set.of(LOCK_NOT_AVAILABLE, "25P03", "25P04", "25006", "28P01", "28000");

    /** Postgres names the primary key of a child {@code events_<partition>_pkey}. */
    private static final String EVENTS_PREFIX = "events_";

    private static final String PRIMARY_KEY_SUFFIX = "_pkey";

    /** The values in a unique violation's detail: partition, aggregate id (which may hold anything), version. */
    private static final Pattern KEY_OF_EVENT = Pattern.compile("=\\((\\d+), (.*), \\d+\\)", Pattern.DOTALL);

    public static SqlFailure of(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5) {
            return FATAL;
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            return isEventsPrimaryKey(constraintOf(e)) ? VERSION_TAKEN : FATAL;
        }
        return PASSING_CLASSES.contains(state.substring(0, 2)) || PASSING_STATES.contains(state) ? UNAVAILABLE : FATAL;
    }

    /**
     * The stream whose version was taken, as the server names it in the error's detail.
     *
     * @throws StoreCorruptException if the detail does not name it
     */
    public static StreamId takenStream(String what, SQLException e) {
        ServerErrorMessage server = serverMessage(e);
        Matcher key = KEY_OF_EVENT.matcher(server == null ? "" : String.valueOf(server.getDetail()));
        if (!key.find()) {
            throw new StoreCorruptException(describe(what, e) + "; which stream has moved is not known", e);
        }
        return new StreamId(Integer.parseInt(key.group(1)), key.group(2));
    }

    /** Whether another transaction held a row for longer than the lock timeout. */
    public static boolean isLockTimeout(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    /** The exception for a pool that could not give a connection in time; it names what the last try met. */
    public static StoreUnavailableException noConnection(String what, SQLTransientConnectionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new StoreUnavailableException(what + ": no connection to the database: " + message, e);
    }

    /** The exception for a failure that is not a version conflict. */
    public static RuntimeException unchecked(String what, SQLException e) {
        return switch (of(e)) {
            case UNAVAILABLE -> new StoreUnavailableException(describe(what, e) + "; nothing was written", e);
            case VERSION_TAKEN, FATAL ->
                new StoreCorruptException(describe(what, e) + "; nothing was written, and the partition stops", e);
        };
    }

    /** One line: what was done, the SQLSTATE, and what the server said with its detail. */
    public static String describe(String what, SQLException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        ServerErrorMessage server = serverMessage(e);
        String detail = server == null || server.getDetail() == null ? "" : " (" + server.getDetail() + ")";
        return what + ": SQLSTATE " + e.getSQLState() + ": " + message + detail;
    }

    private static boolean isEventsPrimaryKey(@Nullable String constraint) {
        return constraint != null && constraint.startsWith(EVENTS_PREFIX) && constraint.endsWith(PRIMARY_KEY_SUFFIX);
    }

    private static @Nullable String constraintOf(SQLException e) {
        ServerErrorMessage server = serverMessage(e);
        return server == null ? null : server.getConstraint();
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException e) {
        return e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }
}
