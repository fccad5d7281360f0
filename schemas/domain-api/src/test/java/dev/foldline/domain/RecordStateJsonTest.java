package dev.foldline.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A state has every digit and every type again after it was written and read. */
final class RecordStateJsonTest {

    record Decimal(BigDecimal value) {}

    record Whole(BigInteger big, long small) {}

    record Binary(double value, float single, @Nullable Double boxed) {}

    record Times(
            Instant instant,
            Duration duration,
            LocalDate date,
            LocalDateTime local,
            OffsetDateTime offset,
            ZonedDateTime zoned) {}

    record Ids(UUID id, Optional<UUID> given, Optional<UUID> missing, OptionalLong number, DayOfWeek day) {}

    record Maps(
            Map<UUID, Long> byId,
            Map<Instant, String> byTime,
            Map<DayOfWeek, Set<Integer>> byDay,
            Map<Long, Boolean> byNumber) {}

    record Bytes(ByteBuffer buffer) {}

    sealed interface Shape {
        record Point() implements Shape {}

        sealed interface Round extends Shape {
            record Circle(BigDecimal radius, Optional<Colour> colour) implements Round {}
        }

        record Group(List<Shape> shapes, Map<String, Shape> named, Shape.Round best) implements Shape {}
    }

    sealed interface Colour {
        record Named(String name) implements Colour {}

        record Mixed(Colour one, Colour other) implements Colour {}
    }

    /** Not sealed itself, but has a part that is. */
    record Drawing(Shape shape, @Nullable Colour background) {}

    static Stream<Object> states() {
        return Stream.of(
                new Decimal(new BigDecimal("1.10")),
                new Decimal(new BigDecimal("0")),
                new Decimal(new BigDecimal("0.000")),
                new Decimal(new BigDecimal("-12345678901234567890.123456789012345678901234567890")),
                new Decimal(new BigDecimal("1E+3")),
                new Decimal(new BigDecimal("1E-30")),
                new Decimal(new BigDecimal("1E+200000")),
                new Decimal(new BigDecimal("7".repeat(950) + ".5")),
                new Whole(new BigInteger("9".repeat(60)), Long.MAX_VALUE),
                new Whole(BigInteger.TEN.pow(30), (1L << 53) + 1),
                new Whole(BigInteger.ONE.negate(), Long.MIN_VALUE),
                new Binary(Double.NaN, Float.NaN, Double.NEGATIVE_INFINITY),
                new Binary(-0.0, 0.1f, null),
                new Binary(Double.MIN_VALUE, Float.MAX_VALUE, Double.MAX_VALUE),
                new Binary(0.1 + 0.2, Float.POSITIVE_INFINITY, 1e22),
                new Times(
                        Instant.parse("2026-11-21T10:15:30.123456789Z"),
                        Duration.ofSeconds(-3, 999_999_999),
                        LocalDate.parse("2026-02-28"),
                        LocalDateTime.parse("2026-02-28T23:59:59.000000001"),
                        OffsetDateTime.parse("2026-11-21T10:15:30.5+05:30"),
                        ZonedDateTime.parse("2026-11-21T10:15:30.5+01:00[Europe/Paris]")),
                new Ids(
                        UUID.fromString("0195b0c2-7d2e-7c4a-9f3b-1f2e3d4c5b6a"),
                        Optional.of(new UUID(1, 2)),
                        Optional.empty(),
                        OptionalLong.of(Long.MAX_VALUE),
                        DayOfWeek.FRIDAY),
                new Maps(
                        Map.of(new UUID(1, 2), 3L),
                        Map.of(Instant.parse("2026-11-21T10:15:30.123456789Z"), "x"),
                        Map.of(DayOfWeek.MONDAY, Set.of(1, 2)),
                        Map.of(Long.MAX_VALUE, true)),
                new Bytes(ByteBuffer.wrap(new byte[] {0, -1, 127, -128})),
                new Shape.Point(),
                new Shape.Round.Circle(new BigDecimal("2.50"), Optional.of(new Colour.Named("red"))),
                new Shape.Group(
                        List.of(new Shape.Point(), new Shape.Group(List.of(), Map.of(), circle())),
                        Map.of("a", new Shape.Point(), "b", circle()),
                        circle()),
                new Drawing(circle(), null),
                new Drawing(new Shape.Point(), new Colour.Mixed(new Colour.Named("a"), new Colour.Named("b"))));
    }

    private static Shape.Round circle() {
        return new Shape.Round.Circle(new BigDecimal("1"), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateReadsBackEqualFromItsText(Object state) throws Exception {
        Class<?> type = state instanceof Shape ? Shape.class : state.getClass();
        assertThat(readBack(state, type)).isEqualTo(state);
    }

    private static <S> Object readBack(Object state, Class<S> type) throws Exception {
        RecordStateJson<S> json = new RecordStateJson<>(type, 1);
        String text = json.write(type.cast(state)).toString();
        JsonNode read = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build()
                .readTree(text);
        return json.read(read);
    }

    @Test
    void peopleReadNumbersAsNumbersAndNamesOfRecords() {
        assertThat(new RecordStateJson<>(Decimal.class, 1).write(new Decimal(new BigDecimal("1.10"))))
                .hasToString("{\"value\":1.10}");
        assertThat(new RecordStateJson<>(Drawing.class, 1).write(new Drawing(new Shape.Point(), null)))
                .hasToString("{\"shape\":{\"is\":\"Point\"},\"background\":null}");
    }
}
