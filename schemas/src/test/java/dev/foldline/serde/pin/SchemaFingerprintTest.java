package dev.foldline.serde.pin;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two schemas have one fingerprint exactly where they read the same bytes as the same values. */
final class SchemaFingerprintTest {

    private static final String FIRST = "{\"name\":\"f\",\"type\":\"long\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"long\" | \"int\"",
                "\"long\" | {\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}"
                        + " | {\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}"
                        + " | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":3}",
                "\"string\" | {\"type\":\"string\",\"logicalType\":\"uuid\"}",
                "[\"null\",\"long\"] | [\"long\",\"null\"]",
                "{\"type\":\"array\",\"items\":\"long\"} | {\"type\":\"map\",\"values\":\"long\"}",
                "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}"
                        + " | {\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"B\",\"A\"]}",
                "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4} | {\"type\":\"fixed\",\"name\":\"F\",\"size\":5}",
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"
                        + " | {\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"n\",\"type\":\"null\"}]}"
            })
    void whatIsReadDifferentlyHasAnotherFingerprint(String one, String other) {
        assertThat(of(record("", "{\"name\":\"f\",\"type\":" + one + "}")))
                .isNotEqualTo(of(record("", "{\"name\":\"f\",\"type\":" + other + "}")));
    }

    @Test
    void anotherNameVersionOrOrderOfFieldsIsAnotherFingerprint() {
        String second = "{\"name\":\"g\",\"type\":\"long\"}";

        assertThat(of(record("", FIRST + "," + second)))
                .isNotEqualTo(of(record("", second + "," + FIRST)))
                .isNotEqualTo(of(record("\"eventVersion\":2,", FIRST + "," + second)))
                .isNotEqualTo(
                        of("{\"type\":\"record\",\"name\":\"a.Other\",\"fields\":[" + FIRST + "," + second + "]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"doc\":\"what it is\", | {\"name\":\"f\",\"type\":\"long\"}",
                "\"aliases\":[\"a.Former\"], | {\"name\":\"f\",\"type\":\"long\"}",
                "\"owner\":\"payments\", | {\"name\":\"f\",\"type\":\"long\"}",
                "'' | {\"name\":\"f\",\"type\":\"long\",\"default\":7,\"doc\":\"amount\",\"aliases\":[\"g\"]}"
            })
    void whatIsReadAlikeHasOneFingerprint(String properties, String field) {
        assertThat(of(record(properties, field))).isEqualTo(of(record("", FIRST)));
    }

    @Test
    void aTextMayBeAStringOfJavaOrNot() {
        assertThat(of(record("", "{\"name\":\"f\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}}")))
                .isEqualTo(of(record("", "{\"name\":\"f\",\"type\":\"string\"}")));
    }

    @Test
    void aSchemaThatRefersToItselfHasOne() {
        String recursive = record("", "{\"name\":\"next\",\"type\":[\"null\",\"a.Sample\"]}");

        assertThat(of(recursive)).isEqualTo(of(recursive)).hasSize(16);
    }

    /** What is in tables and on topics is compared with what later builds compute. */
    @Test
    void aFingerprintNeverChanges() {
        assertThat(of(record("", FIRST))).isEqualTo("1b8d77e28de0d30c");
    }

    private static String record(String properties, String fields) {
        return "{\"type\":\"record\",\"name\":\"a.Sample\"," + properties + "\"fields\":[" + fields + "]}";
    }

    private static String of(String schema) {
        return SchemaFingerprint.of(new Schema.Parser().parse(schema));
    }
}
