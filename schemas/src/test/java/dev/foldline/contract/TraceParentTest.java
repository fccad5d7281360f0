package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private final Headers headers = new RecordHeaders();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void whatHasTheFormIsCarriedOnAsItCame(String value) {
        TraceParent.add(headers, value);
        assertThat(TraceParent.read(headers)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-1-2-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
            })
    void whatHasAnotherFormIsDropped(String value) {
        headers.add(HeaderNames.TRACE_PARENT, value.getBytes(StandardCharsets.UTF_8));
        assertThat(TraceParent.read(headers)).isNull();
    }

    @Test
    void withoutAValueThereIsNone() {
        TraceParent.add(headers, null);
        assertThat(headers).isEmpty();
        headers.add(HeaderNames.TRACE_PARENT, null);
        assertThat(TraceParent.read(headers)).isNull();
    }
}
