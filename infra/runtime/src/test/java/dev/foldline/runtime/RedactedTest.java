package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db:5432/foldline?user=ada&password=s3cret",
                "jdbc:postgresql://db/foldline?password=s3cret&ssl=true",
                "jdbc:postgresql://db/foldline?sslpassword=s3cret",
                "jdbc:postgresql://ada:s3cret@db/foldline",
                "4-7=jdbc:postgresql://other/foldline?PASSWORD=s3cret 3=jdbc:postgresql://b/f?password=s3cret",
                "No suitable driver found for jdbc:postgresq://db/foldline?password=s3cret",
                "invalid URL \"jdbc:postgresql://db:x/foldline?password=s3cret\", port x"
            })
    void aPasswordIsHiddenWhereverTheUrlIs(String text) {
        assertThat(Redacted.text(text)).doesNotContain("s3cret").contains("[hidden]");
        assertThat(Redacted.url(text)).doesNotContain("s3cret");
    }

    @Test
    void theRestIsKept() {
        assertThat(Redacted.text("jdbc:postgresql://db:5432/foldline?user=ada&password=s3cret&ssl=true"))
                .isEqualTo("jdbc:postgresql://db:5432/foldline?user=ada&password=[hidden]&ssl=true");
        assertThat(Redacted.url("jdbc:postgresql://db:5432/foldline?user=ada"))
                .isEqualTo("jdbc:postgresql://db:5432/foldline");
        assertThat(Redacted.text("a sentence about a password")).isEqualTo("a sentence about a password");
    }

    @Test
    void anArgumentThatIsNotUnderstoodShowsNoValue() {
        assertThat(Redacted.argument("-command.jdbc.password=s3cret")).isEqualTo("-command.jdbc.password=…");
    }
}
