package dev.foldline.local;

import dev.foldline.local.server.Part;
import dev.foldline.local.server.RunLength;
import java.nio.file.Path;

/**
 * How to run a stack.
 *
 * @param dataDir       folder of all data, logs and {@code endpoints.properties}; made when missing
 * @param preferredPort the first of the consecutive ports to use; 0 takes those of the last run, or any free ones
 * @param partitions    partitions of every topic, set by the first run on this folder
 * @param services      whether to set up topics and schemas and run both services; without, only the three servers run
 * @param runLength     how long the stack is meant to run
 */
public record StackOptions(Path dataDir, int preferredPort, int partitions, boolean services, RunLength runLength) {

    private static final int PARTITIONS_DEFAULT = 8;
    private static final int PORT_MAX = 65_535;

    public StackOptions {
        dataDir = dataDir.toAbsolutePath().normalize();
        if (preferredPort < 0 || preferredPort + Part.values().length - 1 > PORT_MAX) {
            throw new IllegalArgumentException("port " + preferredPort + " leaves no room for the "
                    + Part.values().length + " ports from it on; the last port is " + PORT_MAX);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be 1 or more, not " + partitions);
        }
    }

    /** Everything, with 8 partitions, on the ports of the last run or any free ones. */
    public static StackOptions in(Path dataDir) {
        return new StackOptions(dataDir, 0, PARTITIONS_DEFAULT, true, RunLength.LASTING);
    }

    /** The same without topics, schemas and services. */
    public StackOptions serversOnly() {
        return new StackOptions(dataDir, preferredPort, partitions, false, runLength);
    }

    /** The same for a run of seconds. */
    public StackOptions brief() {
        return new StackOptions(dataDir, preferredPort, partitions, services, RunLength.BRIEF);
    }
}
