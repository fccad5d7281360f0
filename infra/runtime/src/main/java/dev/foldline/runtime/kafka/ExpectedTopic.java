package dev.foldline.runtime.kafka;

/**
 * A topic as the pipeline's promises need it.
 *
 * @param name       its name
 * @param partitions how many it must have
 * @param compacted  whether it keeps the newest record of each key, and no more; otherwise it keeps every record
 */
public record ExpectedTopic(String name, int partitions, boolean compacted) {}
