package dev.foldline.contract;

/**
 * Names of the topics, with an optional prefix that lets several pipelines share one cluster, and the way from a key to
 * its partition.
 *
 * @param prefix      put in front of every name as it is; empty for none
 * @param partitioner that of the pipeline, set once
 */
public record Topics(String prefix, KeyPartitioner partitioner) {

    /** Longest key of a command, in bytes; command-service refuses a longer one. */
    public static final int KEY_BYTES_MAX = 512;

    /** The names without a prefix; keys as Kafka's Java client partitions them. */
    public static final Topics DEFAULT = new Topics("");

    /** Topics whose keys are partitioned as by Kafka's Java client. */
    public Topics(String prefix) {
        this(prefix, KeyPartitioner.MURMUR2);
    }

    /** The same topics of a pipeline that was set up with another partitioner. */
    public Topics partitionedBy(KeyPartitioner other) {
        return new Topics(prefix, other);
    }

    /** Commands, keyed by aggregate id; one record type per command. */
    public String commands() {
        return prefix + "commands";
    }

    /** Events, in the partition of their command; retention unlimited. */
    public String events() {
        return prefix + "events";
    }

    /** One {@code CommandResult} for every record of {@link #commands()}, in the same partition. */
    public String commandResults() {
        return prefix + "command-results";
    }

    /** Commands that could not be decoded or decided, byte for byte, with the error in headers. */
    public String commandsDlq() {
        return prefix + "commands.dlq";
    }

    /** The compacted topic of a view. */
    public String projection(String name) {
        return prefix + "projection." + name;
    }

    /**
     * The name that the subject of a process's state is derived from, as if it were a topic: the state is in a store,
     * and in the changelog of that store.
     */
    public String process(String name) {
        return prefix + "process." + name;
    }

    /** Operators' requests to a projection for parked keys; see the dead letters of a projection. */
    public String projectionRequests(String name) {
        return prefix + "projection-requests." + name;
    }
}
