package dev.foldline.bench.write;

import picocli.CommandLine.Option;

/** What the commands of a drain are spread over, the same for every benchmark that drains. */
public final class DrainOptions {

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many accounts they are for (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            defaultValue = "8",
            description = "Partitions of every topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    public int accounts() {
        return accounts;
    }

    public int partitions() {
        return partitions;
    }
}
