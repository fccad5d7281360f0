package dev.foldline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.runtime.Health;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of somebody else among those of the pipeline. */
final class OwnRecordsTest {

    private static final Map<String, String> EVENT = Map.of(
            HeaderNames.SPEC_VERSION, "1.0",
            HeaderNames.CONTENT_TYPE, "application/avro",
            HeaderNames.SOURCE, "/foldline/account",
            HeaderNames.AGGREGATE_VERSION, "3",
            HeaderNames.POSITION, "17");

    private static final Map<String, String> RESULT = Map.of(
            HeaderNames.SPEC_VERSION, "1.0",
            HeaderNames.CONTENT_TYPE, "application/avro",
            HeaderNames.TYPE, "dev.foldline.schema.CommandResult",
            HeaderNames.COMMAND_OFFSET, "0");

    @Test
    void anEventHasAPositionAndAResultTheOffsetOfItsCommand() {
        assertThat(OwnRecords.position(headers(EVENT))).hasValue(17);
        assertThat(OwnRecords.answeredOffset(headers(RESULT))).hasValue(0);
    }

    @Test
    void aLineOfTextIsNeither() {
        assertThat(OwnRecords.position(new RecordHeaders())).isEmpty();
        assertThat(OwnRecords.answeredOffset(new RecordHeaders())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ce_position,''",
        "ce_position,0",
        "ce_position,-3",
        "ce_position,+3",
        "ce_position,seventeen",
        "ce_position,1.5",
        "ce_position,٣",
        "ce_position,99999999999999999999",
        "ce_aggregateversion,''",
        "ce_source,/another/pipeline",
        "ce_specversion,0.3",
        "content-type,text/plain"
    })
    void anEventWithAnOddHeaderIsOfSomebodyElse(String name, String value) {
        assertThat(OwnRecords.position(headersBut(EVENT, name, value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ce_commandoffset,''",
        "ce_commandoffset,-1",
        "ce_commandoffset,99999999999999999999",
        "ce_type,dev.foldline.schema.account.AccountOpened",
        "content-type,application/json"
    })
    void aResultWithAnOddHeaderIsOfSomebodyElse(String name, String value) {
        assertThat(OwnRecords.answeredOffset(headersBut(RESULT, name, value))).isEmpty();
    }

    @Test
    void aHeaderWithoutValueIsNoNumber() {
        Headers headers = new RecordHeaders().add(HeaderNames.POSITION, null);
        assertThat(OwnRecords.number(headers, HeaderNames.POSITION)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void whatIsFoundIsNamedWithItsPlaceOnceAndCounted() {
        ForeignRecords foreign = new ForeignRecords();
        assertThat(foreign.degradation()).isEqualTo(Health.OK);
        for (int again = 0; again < 2; again++) {
            for (long offset = 41; offset >= 30; offset--) {
                foreign.found(new ConsumerRecord<>("command-results", 5, offset, new byte[0], new byte[0]));
            }
        }
        assertThat(foreign.degradation())
                .isEqualTo(
                        "command-results-5 has 12 records of somebody else, at offset 30, 31, 32, 33, 34, 35, 36, 37,"
                                + " 38, 39 and others; they are passed over");
    }

    private static Headers headersBut(Map<String, String> all, String name, String value) {
        Map<String, String> changed = new TreeMap<>(all);
        changed.put(name, value);
        return headers(changed);
    }

    private static Headers headers(Map<String, String> all) {
        Headers headers = new RecordHeaders();
        all.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
