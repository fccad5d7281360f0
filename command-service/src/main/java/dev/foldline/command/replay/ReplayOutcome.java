package dev.foldline.command.replay;

/**
 * What a replay has done.
 *
 * @param topic   that it has written
 * @param written events that it has written
 * @param total   events that were wanted, which the topic now has
 */
public record ReplayOutcome(String topic, long written, long total) {}
