package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import dev.foldline.schema.projection.DailyTurnover;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {

    private static final Schema DEPOSIT = DepositMoney.getClassSchema();
    private static final Schema OPEN = OpenAccount.getClassSchema();

    @Test
    void absentFieldsTakeTheSchemasDefaults() throws Exception {
        assertThat(read(OPEN, "{\"owner\":\"Ada\",\"currency\":\"EUR\"}")).isEqualTo(new OpenAccount("Ada", "EUR", 0L));
    }

    @Test
    void givenFieldsWinOverDefaults() throws Exception {
        assertThat(read(DEPOSIT, "{\"amountMinor\":500,\"reference\":\"salary\"}"))
                .isEqualTo(new DepositMoney(500L, "salary", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | DepositMoney: without amountMinor (long), which has no default",
                "{\"amountMinor\":\"1\"}    | field amountMinor is \"1\", not a whole number",
                "{\"amountMinor\":1.5}      | field amountMinor is 1.5, not a whole number",
                "{\"amountMinor\":null}     | field amountMinor is null, not a whole number",
                "{\"amountMinor\":true}     | field amountMinor is true, not a whole number",
                "{\"amountMinor\":1,\"reference\":2} | field reference is 2, not a text",
                "[]                         | field DepositMoney is [], not an object"
            })
    void badInputIsRefusedWithOneLineThatNamesTheField(String json, String message) {
        assertThatThrownBy(() -> read(DEPOSIT, json))
                .isInstanceOf(JsonRecordException.class)
                .hasMessage(message);
    }

    @Test
    void unknownFieldsAreNamedWithThoseThatThereAre() {
        String fields = "; the fields are amountMinor, reference, currency";
        assertThatThrownBy(() -> read(DEPOSIT, "{\"amount\":1,\"amountMinor\":1}"))
                .hasMessage("DepositMoney: unknown field amount" + fields);
        assertThatThrownBy(() -> read(DEPOSIT, "{\"a\":1,\"b\":1,\"amountMinor\":1}"))
                .hasMessage("DepositMoney: unknown fields a, b" + fields);
    }

    @Test
    void allThatIsWrongWithARecordIsToldAtOnce() {
        assertThatThrownBy(() -> read(DEPOSIT, "{\"amount\":1,\"reference\":2}"))
                .hasMessageContaining("unknown field amount")
                .hasMessageContaining("; field reference is 2, not a text")
                .hasMessageEndingWith("; DepositMoney: without amountMinor (long), which has no default");
    }

    @Test
    void aNumberThatALongCannotHoldIsOutOfRange() {
        assertThatThrownBy(() -> read(DEPOSIT, "{\"amountMinor\":9223372036854775808}"))
                .hasMessageStartingWith("field amountMinor is 9223372036854775808, out of range");
    }

    @Test
    void aNumberThatAnIntCannotHoldIsOutOfRange() {
        assertThatThrownBy(() -> read(CommandResult.getClassSchema(), """
                        {"commandId":"c","aggregateId":"a","aggregateType":"account","status":"ACCEPTED",
                         "aggregateVersion":1,"partition":2147483648}"""))
                .hasMessageStartingWith("field partition is 2147483648, out of range: it goes from -2147483648");
    }

    @Test
    void anEnumIsGivenByItsSymbolAndATimeInRfc3339() throws Exception {
        assertThat(read(AccountBalance.getClassSchema(), """
                        {"accountId":"a","owner":"Ada","currency":"EUR","balanceMinor":5,"status":"CLOSED",
                         "transactionCount":2,"version":3,"lastActivityAt":"2026-01-01T00:00:00.123456Z"}"""))
                .isEqualTo(new AccountBalance(
                        "a",
                        "Ada",
                        "EUR",
                        5L,
                        AccountStatus.CLOSED,
                        2L,
                        3L,
                        Instant.parse("2026-01-01T00:00:00.123456Z")));
    }

    @Test
    void aDayIsGivenInIso8601() throws Exception {
        DailyTurnover row = new DailyTurnover(LocalDate.parse("2026-11-21"), "EUR", 1L, 500L, 0L, 0L, 500L);

        assertThat(RecordJson.of(row).get("day").textValue()).isEqualTo("2026-11-21");
        assertThat(RecordReader.read(row.getSchema(), RecordJson.of(row))).isEqualTo(row);
        assertThatThrownBy(() -> read(row.getSchema(), "{\"day\":\"yesterday\"}"))
                .hasMessageStartingWith("field day is \"yesterday\", not a day in ISO 8601");
    }

    @Test
    void whatTheWriterWroteIsReadBack() throws Exception {
        CommandResult result = CommandResult.newBuilder()
                .setCommandId("c")
                .setAggregateId("a")
                .setAggregateType("account")
                .setStatus(CommandStatus.REJECTED)
                .setAggregateVersion(4)
                .setPartition(1)
                .setCommandOffset(7)
                .setLastPosition(9)
                .setEventCount(0)
                .setErrorCode("version-conflict")
                .setExpectedVersion(3L)
                .setActualVersion(4L)
                .setDecidedAt(Instant.parse("2026-01-01T00:00:00.000001Z"))
                .build();

        assertThat(RecordReader.read(result.getSchema(), RecordJson.of(result))).isEqualTo(result);
    }

    private static SpecificRecord read(Schema schema, String json) throws Exception {
        return RecordReader.read(schema, new ObjectMapper().readTree(json));
    }
}
