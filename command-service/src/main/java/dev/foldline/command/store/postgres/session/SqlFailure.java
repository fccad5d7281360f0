package dev.foldline.command.store.postgres.session;

import dev.foldline.command.store.RowsRefusedException;
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

    /** A row is refused because of what is in it, by Postgres or by a trigger: trying it again would not help. */
    REFUSED,

    /**
     * The database cannot do it now and did nothing: it is away, out of something, or not set up as the store needs it.
     * A later try may succeed, once somebody has seen to it.
     */
    UNAVAILABLE,

    /** The tables have rows where their own cursors say that there are none. */
    CONTRADICTION;

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String TRANSACTION_TIMEOUT = "25P04";
    private static final String DATA_EXCEPTION = "22";

    /**
     * Classes that are not the fault of a row: of the connection, the session, the installation or the server. The last
     * three are of the driver. Whatever is not of these is of a row: data, integrity and limits, what functions of
     * triggers end in, and what they raise, which may be of any class that Postgres does not use itself.
     */
    private static final Set<String> SERVER_CLASSES = Set.of(
            "00", "01", "02", "03", "08", "0A", "0B", "0F", "0L", "0P", "0Z", "24", "25", "26", "28", "2B", "2D", "34",
            "3B", "3D", "3F", "40", "42", "53", "55", "57", "58", "72", "F0", "HV", "XX", "07", "60", "99");

    /** Classes after which no partition of the database can be served. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "28", "3D", "57");

    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

    private static final Set<String> PASSING_STATES =
            Set.of(LOCK_NOT_AVAILABLE, "25P03", TRANSACTION_TIMEOUT, "25006", "28P01", "28000");

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    /** Keys of the store's own tables that its cursors keep free of conflicts. */
    private static final Pattern CURSOR_KEY =
            Pattern.compile("events_\\d+_partition_position_key|command_outcomes_pkey|dead_letters_pkey");

    /** Postgres names the primary key of a child {@code events_<partition>_pkey}. */
    private static final String EVENTS_PREFIX = "events_";

    private static final String PRIMARY_KEY_SUFFIX = "_pkey";

    /** The values in a unique violation's detail: partition, aggregate id (which may hold anything), version. */
    private static final Pattern KEY_OF_EVENT = Pattern.compile("=\\((\\d+), (.*), \\d+\\)", Pattern.DOTALL);

    public static SqlFailure of(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5) {
            return UNAVAILABLE;
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            String constraint = String.valueOf(constraintOf(e));
            if (isEventsPrimaryKey(constraint)) {
                return VERSION_TAKEN;
            }
            return CURSOR_KEY.matcher(constraint).matches() ? CONTRADICTION : REFUSED;
        }
        return SERVER_CLASSES.contains(classOf(state)) ? UNAVAILABLE : REFUSED;
    }

    /**
     * The stream whose version was taken, as the server names it in the error's detail. A role that may not read the
     * table, or a server that says little, gets none: then it is null.
     */
    public static @Nullable StreamId takenStream(SQLException e) {
        ServerErrorMessage server = serverMessage(e);
        Matcher key = KEY_OF_EVENT.matcher(server == null ? "" : String.valueOf(server.getDetail()));
        return key.find() ? new StreamId(Integer.parseInt(key.group(1)), key.group(2)) : null;
    }

    /**
     * Whether it passes by itself: the server is away or busy, a lock or a transaction took too long, a former primary
     * is read-only now, a password is being changed.
     */
    public static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return PASSING_CLASSES.contains(classOf(state)) || PASSING_STATES.contains(state);
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

    /** The exception for a failure that is not a version conflict of an append. */
    public static RuntimeException unchecked(String what, SQLException e) {
        return ofAppend(what, "", e);
    }

    private static StoreUnavailableException unavailable(String what, SQLException e) {
        String advice = advice(String.valueOf(e.getSQLState()));
        return new StoreUnavailableException(
                describe(what, e) + "; " + (advice.isEmpty() ? "" : advice + "; ") + "nothing was written",
                kindOf(String.valueOf(e.getSQLState())),
                e);
    }

    /**
     * The same for an append.
     *
     * @param table table that was written to
     */
    public static RuntimeException ofAppend(String what, String table, SQLException e) {
        return switch (of(e)) {
            case CONTRADICTION ->
                new StoreCorruptException(describe(what, e) + "; nothing was written, and the partition stops", e);
            case REFUSED -> refused(what, table, e);
            case UNAVAILABLE, VERSION_TAKEN -> unavailable(what, e);
        };
    }

    private static RowsRefusedException refused(String what, String table, SQLException e) {
        ServerErrorMessage server = serverMessage(e);
        String named = server == null || server.getTable() == null ? table : server.getTable();
        return new RowsRefusedException(
                named, String.valueOf(e.getSQLState()), describe(named.isEmpty() ? what : "table " + named, e), e);
    }

    /** One line: what was done, the SQLSTATE, and what the server said, without the values of any row. */
    public static String describe(String what, SQLException e) {
        return what + ": SQLSTATE " + e.getSQLState() + ": " + reason(e);
    }

    /** The first line of the server's message. Its detail is left out, which quotes rows, and so is a quoted value. */
    private static String reason(SQLException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return DATA_EXCEPTION.equals(classOf(String.valueOf(e.getSQLState())))
                ? QUOTED.matcher(line).replaceAll("\"…\"")
                : line;
    }

    private static StoreUnavailableException.Kind kindOf(String state) {
        if (state.equals(TRANSACTION_TIMEOUT)) {
            return StoreUnavailableException.Kind.TOO_SLOW;
        }
        return state.length() != 5 || AWAY_CLASSES.contains(classOf(state))
                ? StoreUnavailableException.Kind.AWAY
                : StoreUnavailableException.Kind.REFUSES;
    }

    /** What somebody has to do before a later try succeeds; empty where waiting is enough. */
    private static String advice(String state) {
        return switch (state) {
            case "42501" -> "grant the role of the service this privilege";
            case "25006" -> "this server is read-only: connect to the primary";
            case "53100" -> "free space on the disk of the database";
            case "53300" -> "end connections, or raise max_connections";
            case "28P01", "28000" -> "check the user and the password of the service";
            case "3D000" -> "restore the database";
            default ->
                switch (classOf(state)) {
                    case "0A", "42", "3F" ->
                        "the tables, functions or triggers are not as this version needs them: restore what is missing,"
                                + " or restart the service to migrate the tables";
                    case "58", "XX" -> "look into the server's log and at its disks";
                    default -> "";
                };
        };
    }

    private static String classOf(String state) {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static boolean isEventsPrimaryKey(String constraint) {
        return constraint.startsWith(EVENTS_PREFIX) && constraint.endsWith(PRIMARY_KEY_SUFFIX);
    }

    private static @Nullable String constraintOf(SQLException e) {
        ServerErrorMessage server = serverMessage(e);
        return server == null ? null : server.getConstraint();
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException e) {
        SQLException named = e.getCause() instanceof PSQLException ofBatch ? ofBatch : e;
        return named instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }
}
