package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ParcelRow;
import dev.foldline.schema.parcel.ParcelStatus;
import dev.foldline.schema.parcel.ParcelsPerDay;
import dev.foldline.schema.parcel.PostParcel;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {

    private static final Schema INSURE = InsureParcel.getClassSchema();
    private static final Schema OPEN = PostParcel.getClassSchema();

    @Test
    void absentFieldsTakeTheSchemasDefaults() throws Exception {
        assertThat(read(OPEN, "{\"owner\":\"Ada\",\"currency\":\"EUR\"}"))
                .isEqualTo(new PostParcel("Ada", "EUR", 0L, List.of()));
    }

    @Test
    void givenFieldsWinOverDefaults() throws Exception {
        assertThat(read(INSURE, "{\"amountMinor\":500,\"reference\":\"salary\"}"))
                .isEqualTo(new InsureParcel(500L, "salary", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | InsureParcel: without amountMinor (long), which has no default",
                "{\"amountMinor\":\"1\"}    | field amountMinor is \"1\", not a whole number",
                "{\"amountMinor\":1.5}      | field amountMinor is 1.5, not a whole number",
                "{\"amountMinor\":null}     | field amountMinor is null, not a whole number",
                "{\"amountMinor\":true}     | field amountMinor is true, not a whole number",
                "{\"amountMinor\":1,\"reference\":2} | field reference is 2, not a text",
                "[]                         | field InsureParcel is [], not an object"
            })
    void badInputIsRefusedWithOneLineThatNamesTheField(String json, String message) {
        assertThatThrownBy(() -> read(INSURE, json))
                .isInstanceOf(JsonRecordException.class)
                .hasMessage(message);
    }

    @Test
    void unknownFieldsAreNamedWithThoseThatThereAre() {
        String fields = "; the fields are amountMinor, reference, currency";
        assertThatThrownBy(() -> read(INSURE, "{\"amount\":1,\"amountMinor\":1}"))
                .hasMessage("InsureParcel: unknown field amount" + fields);
        assertThatThrownBy(() -> read(INSURE, "{\"a\":1,\"b\":1,\"amountMinor\":1}"))
                .hasMessage("InsureParcel: unknown fields a, b" + fields);
    }

    @Test
    void allThatIsWrongWithARecordIsToldAtOnce() {
        assertThatThrownBy(() -> read(INSURE, "{\"amount\":1,\"reference\":2}"))
                .hasMessageContaining("unknown field amount")
                .hasMessageContaining("; field reference is 2, not a text")
                .hasMessageEndingWith("; InsureParcel: without amountMinor (long), which has no default");
    }

    @Test
    void aNumberThatALongCannotHoldIsOutOfRange() {
        assertThatThrownBy(() -> read(INSURE, "{\"amountMinor\":9223372036854775808}"))
                .hasMessageStartingWith("field amountMinor is 9223372036854775808, out of range");
    }

    @Test
    void aNumberThatAnIntCannotHoldIsOutOfRange() {
        assertThatThrownBy(() -> read(CommandResult.getClassSchema(), """
                        {"commandId":"c","aggregateId":"a","aggregateType":"parcel","status":"ACCEPTED",
                         "aggregateVersion":1,"partition":2147483648}"""))
                .hasMessageStartingWith("field partition is 2147483648, out of range: it goes from -2147483648");
    }

    @Test
    void anEnumIsGivenByItsSymbolAndATimeInRfc3339() throws Exception {
        assertThat(read(ParcelRow.getClassSchema(), """
                        {"parcelId":"a","status":"RETURNED","version":3,"lastSeenAt":"2026-01-01T00:00:00.123456Z"}"""))
                .isEqualTo(new ParcelRow("a", ParcelStatus.RETURNED, 3L, Instant.parse("2026-01-01T00:00:00.123456Z")));
    }

    @Test
    void aDayIsGivenInIso8601() throws Exception {
        ParcelsPerDay row = new ParcelsPerDay(LocalDate.parse("2026-11-21"), "IT", 5L);

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
                .setAggregateType("parcel")
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
