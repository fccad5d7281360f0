package dev.foldline.projection.deadletter;

/**
 * An event that could not be applied, or that waits behind one.
 *
 * @param incoming the event as it came
 * @param error      why it could not be applied; empty for one that waits
 * @param attempts   how often it was tried
 * @param parkedAtMs when it was parked, in milliseconds since 1970
 */
public record ParkedEvent(IncomingRecord incoming, String error, int attempts, long parkedAtMs) {

    /** The same after another failed attempt. */
    ParkedEvent failedAgain(String failure) {
        return new ParkedEvent(incoming, failure, attempts + 1, parkedAtMs);
    }
}
