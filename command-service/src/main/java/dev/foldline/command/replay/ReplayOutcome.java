package dev.foldline.command.replay;

/**
 * What a replay has done.
 *
 * @param written events that it has written
 * @param total   events that the topic has now of those that were wanted
 */
public record ReplayOutcome(long written, long total) {}
