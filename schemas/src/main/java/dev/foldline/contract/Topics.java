package dev.foldline.contract;

/**
 * Names of the topics, with an optional prefix that lets several pipelines share one cluster.
 *
 * @param prefix put in front of every name as it is; empty for none
 */
public record Topics(String prefix) {

    /** The names without a prefix. */
    public static final Topics DEFAULT = new Topics("");

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
