package dev.foldline.command.loop;

/**
 * What makes a partition look damaged.
 *
 * @param nextOffset first command that was not decided then
 */
record Suspicion(String reason, long nextOffset) {}
