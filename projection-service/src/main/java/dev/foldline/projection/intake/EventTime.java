package dev.foldline.projection.intake;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads {@code ce_time}. {@link Instant#parse} was a fifteenth of all the work per event in a profile, so the form that
 * command-service writes, {@code 2026-01-01T00:00:00.123456Z}, is read here and {@code Instant} parses any other form.
 */
final class EventTime {

    /** A 0 is the place of a digit; any other character must occur as it is. */
    private static final String FORM = "0000-00-00T00:00:00";

    private static final int NANO_DIGITS = 9;

    private EventTime() {}

    /**
     * The instant that a text names.
     *
     * @throws java.time.DateTimeException if it names none
     */
    static Instant parse(String text) {
        int zone = text.length() - 1;
        if (!hasForm(text) || zone < FORM.length() || text.charAt(zone) != 'Z') {
            return Instant.parse(text);
        }
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        int nanos = nanos(text, zone);
        if (hour > 23 || minute > 59 || second > 59 || nanos < 0) {
            return Instant.parse(text);
        }
        long day = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
                .toEpochDay();
        return Instant.ofEpochSecond(((day * 24 + hour) * 60 + minute) * 60 + second, nanos);
    }

    private static boolean hasForm(String text) {
        if (text.length() <= FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char wanted = FORM.charAt(i);
            char found = text.charAt(i);
            if (wanted == '0' ? !isDigit(found) : found != wanted) {
                return false;
            }
        }
        return true;
    }

    /** The fraction of the second in nanoseconds; -1 where it has another form. */
    private static int nanos(String text, int end) {
        int start = FORM.length();
        if (start == end) {
            return 0;
        }
        int count = end - start - 1;
        if (text.charAt(start) != '.' || count < 1 || count > NANO_DIGITS) {
            return -1;
        }
        for (int i = start + 1; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
        }
        int nanos = digits(text, start + 1, end);
        for (int i = count; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
