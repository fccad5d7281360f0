package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandMetadataTest {

    private static final String ID = "01a1fc36-f2a9-7000-aa4c-b1502756cbea";
    private static final String OTHER_ID = "01a1fc36-f2a9-7001-aa4c-b1502756cbea";

    private final Headers headers = new RecordHeaders();

    @Test
    void aCommandWithoutHeadersHasAnIdOfItsPlaceAndAcceptsAnyVersion() throws Exception {
        CommandMetadata metadata = read();

        assertThat(metadata).isEqualTo(CommandMetadata.ofPlace("commands", 3, 42));
        assertThat(metadata.commandId()).isEqualTo(Ids.ofCommandAt("commands", 3, 42));
        assertThat(metadata.commandId().version()).isEqualTo(5);
        assertThat(metadata.explicitId()).isFalse();
        assertThat(metadata.correlationId()).isEqualTo(metadata.commandId());
        assertThat(metadata.expectedVersion()).isEqualTo(CommandMetadata.ANY_VERSION);
        assertThat(metadata.actor()).isNull();
        assertThat(metadata.traceParent()).isNull();
    }

    @Test
    void everyHeaderIsRead() throws Exception {
        header(HeaderNames.ID, ID);
        header(HeaderNames.CORRELATION_ID, OTHER_ID);
        header(HeaderNames.EXPECTED_VERSION, "4");
        header(HeaderNames.ACTOR, "Zoë");
        header(HeaderNames.TRACE_PARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        header(HeaderNames.PROCESS, "transfer/withdraw/t-1");

        assertThat(read())
                .isEqualTo(new CommandMetadata(
                        UUID.fromString(ID),
                        true,
                        UUID.fromString(OTHER_ID),
                        4,
                        "Zoë",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "transfer/withdraw/t-1",
                        CommandMetadata.NO_RETRY));
    }

    @Test
    void withoutACorrelationIdTheCommandIdCorrelates() throws Exception {
        header(HeaderNames.ID, ID);

        assertThat(read().correlationId()).isEqualTo(UUID.fromString(ID));
    }

    @Test
    void zeroIsAnExpectedVersion() throws Exception {
        header(HeaderNames.EXPECTED_VERSION, "0");

        assertThat(read().expectedVersion()).isZero();
    }

    @Test
    void ofARepeatedHeaderTheLastCounts() throws Exception {
        header(HeaderNames.ID, "rubbish");
        header(HeaderNames.ID, ID);

        assertThat(read().commandId()).isEqualTo(UUID.fromString(ID));
    }

    @Test
    void aHeaderWithoutAValueIsAbsent() throws Exception {
        header(HeaderNames.ID, null);
        header(HeaderNames.EXPECTED_VERSION, null);

        assertThat(read()).isEqualTo(CommandMetadata.ofPlace("commands", 3, 42));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "1-2-3-4-5",
                "01K9ZQ4S8E6M0R3B5T7V9X1Y2Z",
                "größe",
                "01a1fc36-f2a9-7000-aa4c-b1502756cbe",
                "01a1fc36f2a97000aa4cb1502756cbea",
                "000001a1fc36-f2a9-7000-aa4c-b1502756"
            })
    void anIdThatIsNotAUuidIsAnIdOfItsOwn(String value) throws Exception {
        header(HeaderNames.ID, value);

        assertThat(read().commandId()).isEqualTo(Ids.ofCommandText(value));
        assertThat(read().commandId().version()).isEqualTo(5);
        assertThat(read().explicitId()).isTrue();
        assertThat(read().correlationId()).isEqualTo(Ids.ofCommandText(value));
    }

    /** As Python says: {@code uuid.uuid5(uuid.UUID("68c67da1-70ed-511b-a25c-bd8cbb953561"), "order-4711")}. */
    @Test
    void theIdOfATextCanBeComputedByItsSender() {
        assertThat(Ids.ofCommandText("order-4711")).hasToString("eed4dfff-d430-533c-98ca-efc18cc9254b");
    }

    @Test
    void aUuidInCapitalsIsTheSameId() throws Exception {
        header(HeaderNames.ID, ID.toUpperCase(Locale.ROOT));

        assertThat(read().commandId()).isEqualTo(UUID.fromString(ID));
    }

    @Test
    void anEmptyIdAndOneThatIsNotTextAreNamed() {
        header(HeaderNames.ID, "");
        assertThatThrownBy(this::read).hasMessage("header ce_id is \"\", not an id");
        headers.add(HeaderNames.ID, new byte[] {(byte) 0xc3, 0x28});
        assertThatThrownBy(this::read).hasMessageContaining("ce_id").hasMessageContaining("not UTF-8 text");
    }

    @ParameterizedTest
    @CsvSource({
        "ce_expectedversion, -5",
        "ce_expectedversion, one",
        "ce_correlationid, request-7",
        "ce_retryof, -1",
        "ce_retryof, x"
    })
    void anInvalidHeaderDoesNotLoseTheValidOnesBesideIt(String name, String value) {
        header(HeaderNames.ID, ID);
        header(HeaderNames.ACTOR, "Ada");
        header(name, value);

        assertThatExceptionOfType(InvalidHeaderException.class)
                .isThrownBy(this::read)
                .withMessageContaining(name)
                .satisfies(e -> {
                    assertThat(e.metadata().commandId()).isEqualTo(UUID.fromString(ID));
                    assertThat(e.metadata().explicitId()).isTrue();
                    assertThat(e.metadata().actor()).isEqualTo("Ada");
                });
    }

    @Test
    void aTraceOfTheWrongFormIsDropped() throws Exception {
        header(HeaderNames.ID, ID);
        header(HeaderNames.TRACE_PARENT, "00-0-0-00");

        assertThat(read().commandId()).isEqualTo(UUID.fromString(ID));
        assertThat(read().traceParent()).isNull();
    }

    @Test
    void aCorrelationIdThatIsNoUuidIsNamed() {
        header(HeaderNames.CORRELATION_ID, "request-7");
        assertThatThrownBy(this::read).hasMessage("header ce_correlationid is \"request-7\", not a UUID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4.0", " 4", "four", "9223372036854775808"})
    void anExpectedVersionThatIsNoneIsNamed(String value) {
        header(HeaderNames.EXPECTED_VERSION, value);
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidHeaderException.class)
                .hasMessage("header ce_expectedversion is \"" + value + "\", not a number of zero or above");
    }

    private CommandMetadata read() throws InvalidHeaderException {
        return CommandMetadata.read("commands", 3, 42, headers);
    }

    private void header(String name, @Nullable String value) {
        headers.add(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }
}
