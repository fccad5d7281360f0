package dev.foldline.bench.latency;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How fast commands are sent. */
sealed interface Rate {

    int PER_SECOND_MAX = 1_000_000;

    /** A number that is known beforehand, from 1 to {@link #PER_SECOND_MAX}. */
    record PerSecond(int commands) implements Rate {}

    /** Half of what the pipeline takes at most, as is found in the same run. */
    record HalfOfMaximum() implements Rate {}

    /** Reads the value from the command line. */
    final class Converter implements ITypeConverter<Rate> {

        private static final String HALF = "half";

        @Override
        public Rate convert(String value) {
            if (value.toLowerCase(Locale.ROOT).equals(HALF)) {
                return new HalfOfMaximum();
            }
            try {
                int commands = Integer.parseInt(value);
                if (commands >= 1 && commands <= PER_SECOND_MAX) {
                    return new PerSecond(commands);
                }
            } catch (NumberFormatException e) {
                // Said below, as of a number that is out of range.
            }
            throw new TypeConversionException(
                    "'" + value + "' is not a rate: those go from 1 to " + PER_SECOND_MAX + ", or are " + HALF);
        }
    }
}
