package dev.foldline.projection.query.deadletter;

/**
 * A key whose events wait for an operator.
 *
 * @param key       the aggregate id, or a row's key where the fold of a view by other keys has failed, or the id of a
 *                  process
 * @param events    how many wait: the one that could not be applied, and those behind it
 * @param partition partition of the events topic of the first
 * @param position  its position, 0 where the record does not say it, a number of its own below zero where a process
 *                  waits for an answer or a timer to be handled
 * @param error     why it could not be applied
 * @param attempts  how often it was tried
 * @param parkedAt  since when, ISO 8601 in UTC
 */
public record ParkedKey(
        String key, int events, int partition, long position, String error, int attempts, String parkedAt) {

    /** The same with one more event behind it. */
    ParkedKey andOneMore() {
        return new ParkedKey(key, events + 1, partition, position, error, attempts, parkedAt);
    }
}
