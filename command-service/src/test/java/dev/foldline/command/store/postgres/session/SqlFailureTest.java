package dev.foldline.command.store.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

final class SqlFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P03", "25P03",
                "25P04", "25006", "28P01"
            })
    void whatPassesIsUnavailable(String state) {
        SQLException error = new SQLException("it passes", state);

        assertThat(SqlFailure.of(error)).isEqualTo(SqlFailure.UNAVAILABLE);
        assertThat(SqlFailure.unchecked("load", error))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("load: SQLSTATE " + state + ": it passes; nothing was written")
                .hasCause(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "42P01", "42501", "XX001", "23514", ""})
    void whatDoesNotPassStopsThePartition(String state) {
        SQLException error = new SQLException("it stays\nand more", state);

        assertThat(SqlFailure.of(error)).isEqualTo(SqlFailure.FATAL);
        assertThat(SqlFailure.unchecked("load", error))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining(state + ": it stays; nothing was written, and the partition stops")
                .message()
                .hasLineCount(1);
    }

    @Test
    void anErrorWithoutAStateStopsThePartition() {
        assertThat(SqlFailure.of(new SQLException("what?"))).isEqualTo(SqlFailure.FATAL);
    }

    @ParameterizedTest
    @CsvSource({
        "events_0_pkey, VERSION_TAKEN",
        "events_1023_pkey, VERSION_TAKEN",
        "events_0_partition_position_key, FATAL",
        "command_outcomes_pkey, FATAL",
        "dead_letters_pkey, FATAL"
    })
    void onlyThePrimaryKeyOfEventsIsTheVersionCheck(String constraint, SqlFailure expected) {
        ServerErrorMessage message = new ServerErrorMessage("SERROR\0C23505\0Mduplicate key\0n" + constraint + "\0\0");

        assertThat(SqlFailure.of(new PSQLException(message))).isEqualTo(expected);
    }
}
