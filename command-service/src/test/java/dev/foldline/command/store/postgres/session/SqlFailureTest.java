package dev.foldline.command.store.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StoreUnavailableException.Kind;
import dev.foldline.command.store.StreamId;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

final class SqlFailureTest {

    private static final String POSITION_TAKEN = "events_0_partition_position_key";

    @ParameterizedTest
    @CsvSource({
        "08001, AWAY",
        "08006, AWAY",
        "57014, AWAY",
        "57P01, AWAY",
        "57P03, AWAY",
        "28P01, AWAY",
        "3D000, AWAY",
        "25P04, TOO_SLOW",
        "40001, REFUSES",
        "40P01, REFUSES",
        "53100, REFUSES",
        "53300, REFUSES",
        "55P03, REFUSES",
        "25P03, REFUSES",
        "25006, REFUSES",
        "42501, REFUSES",
        "42P01, REFUSES",
        "42703, REFUSES",
        "3F000, REFUSES",
        "0A000, REFUSES",
        "58030, REFUSES",
        "XX000, REFUSES",
        "XX001, REFUSES"
    })
    void whatIsNotTheFaultOfARowIsWaitedFor(String state, Kind kind) {
        SQLException error = new SQLException("it passes\nand more", state);

        assertThat(SqlFailure.of(error)).isEqualTo(SqlFailure.UNAVAILABLE);
        assertThat(SqlFailure.unchecked("load", error))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        unavailable -> assertThat(unavailable.kind()).isEqualTo(kind))
                .hasMessageStartingWith("load: SQLSTATE " + state + ": it passes; ")
                .hasMessageEndingWith("nothing was written")
                .hasCause(error)
                .message()
                .hasLineCount(1);
        assertThat(SqlFailure.ofAppend("append", "events", error)).isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42501 | grant the role of the service this privilege",
                "42P01 | restore what is missing, or restart the service to migrate the tables",
                "53100 | free space on the disk of the database",
                "25006 | connect to the primary"
            })
    void whatSomebodyHasToSeeToIsSaid(String state, String advice) {
        assertThat(SqlFailure.unchecked("load", new SQLException("no", state))).hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22003", "22021", "22P05", "23502", "23505", "23514", "44000", "54000", "P0001", "P0004", "20000",
                "2F005", "39P01", "09000", "Z1234"
            })
    void whatIsTheFaultOfARowIsRefused(String state) {
        SQLException error = new SQLException("refused", state);

        assertThat(SqlFailure.of(error)).isEqualTo(SqlFailure.REFUSED);
        assertThat(SqlFailure.ofAppend("append", "order_summary", error))
                .isInstanceOfSatisfying(RowsRefusedException.class, refused -> {
                    assertThat(refused.table()).isEqualTo("order_summary");
                    assertThat(refused.sqlState()).isEqualTo(state);
                })
                .hasMessage("table order_summary: SQLSTATE " + state + ": refused");
        assertThat(SqlFailure.unchecked("load", error))
                .isInstanceOf(RowsRefusedException.class)
                .hasMessage("load: SQLSTATE " + state + ": refused");
    }

    @Test
    void whatNobodyHasToSeeToPassesByItself() {
        for (String state : List.of("08006", "40001", "53300", "57P01", "55P03", "25P04", "25006", "28P01")) {
            assertThat(SqlFailure.passes(new SQLException("later", state)))
                    .as(state)
                    .isTrue();
        }
        for (String state : List.of("42601", "42P01", "XX001", "23514", "")) {
            assertThat(SqlFailure.passes(new SQLException("never", state)))
                    .as(state)
                    .isFalse();
        }
    }

    @Test
    void anErrorWithoutAStateIsWaitedFor() {
        assertThat(SqlFailure.of(new SQLException("what?"))).isEqualTo(SqlFailure.UNAVAILABLE);
        assertThat(SqlFailure.of(new SQLException("what?", ""))).isEqualTo(SqlFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "events_0_pkey, VERSION_TAKEN",
        "events_1023_pkey, VERSION_TAKEN",
        POSITION_TAKEN + ", CONTRADICTION",
        "command_outcomes_pkey, CONTRADICTION",
        "dead_letters_pkey, CONTRADICTION",
        "order_summary_code_key, REFUSED"
    })
    void onlyThePrimaryKeyOfEventsIsTheVersionCheck(String constraint, SqlFailure expected) {
        assertThat(SqlFailure.of(uniqueViolation(constraint, ""))).isEqualTo(expected);
    }

    @Test
    void rowsBehindTheCursorsStopThePartition() {
        assertThat(SqlFailure.ofAppend("append", "events", uniqueViolation(POSITION_TAKEN, "")))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageEndingWith("nothing was written, and the partition stops");
    }

    @Test
    void theStreamThatHasMovedIsReadFromTheDetailWhichIsNotShown() {
        PSQLException error = uniqueViolation(
                "events_3_pkey",
                "DKey (partition, aggregate_id, aggregate_version)=(3, order, 7, 8) already exists.\0");

        assertThat(SqlFailure.takenStream(error)).isEqualTo(new StreamId(3, "order, 7"));
        assertThat(SqlFailure.describe("append", error)).isEqualTo("append: SQLSTATE 23505: ERROR: duplicate key");
        assertThat(SqlFailure.takenStream(uniqueViolation("events_3_pkey", ""))).isNull();
    }

    @Test
    void aValueThatAMessageQuotesIsNotShown() {
        assertThat(SqlFailure.describe(
                        "append", new SQLException("invalid input syntax for type integer: \"secret\"", "22P02")))
                .isEqualTo("append: SQLSTATE 22P02: invalid input syntax for type integer: \"…\"");
        assertThat(SqlFailure.describe("append", new SQLException("index \"order_summary_customer\"", "54000")))
                .contains("order_summary_customer");
    }

    private static PSQLException uniqueViolation(String constraint, String more) {
        return new PSQLException(
                new ServerErrorMessage("SERROR\0C23505\0Mduplicate key\0" + more + "n" + constraint + "\0\0"), false);
    }
}
