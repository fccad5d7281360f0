package dev.foldline.command.config;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells one start of the service from another, in the client ids of its members of the group: so a worker that finds
 * its instance id taken knows whether by its own former membership or by another process.
 *
 * <p>Tokens are in order: of two processes that start with one instance id, the later one keeps it. The order is total
 * even where clocks differ, so the two never take turns.
 *
 * @param value when the process started, in milliseconds of the epoch, and a random number, both in base 36
 */
public record ProcessToken(String value) implements Comparable<ProcessToken> {

    private static final int RADIX = 36;
    private static final int RANDOM_MAX = RADIX * RADIX * RADIX;
    private static final Pattern CLIENT_ID = Pattern.compile(".*\\.([0-9a-z]{9}-[0-9a-z]{3})");

    /** A new one, for a process that starts now. */
    public static ProcessToken create(Instant now) {
        return new ProcessToken(padded(now.toEpochMilli(), 9) + "-"
                + padded(ThreadLocalRandom.current().nextInt(RANDOM_MAX), 3));
    }

    /** Client id of a worker's member of the group. */
    public String clientId(String workerName) {
        return workerName + "." + value;
    }

    /** The token in a client id; empty if another program has made the client. */
    public static Optional<ProcessToken> ofClientId(String clientId) {
        Matcher matcher = CLIENT_ID.matcher(clientId);
        return matcher.matches() ? Optional.of(new ProcessToken(matcher.group(1))) : Optional.empty();
    }

    @Override
    public int compareTo(ProcessToken other) {
        return value.compareTo(other.value);
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number, RADIX);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
