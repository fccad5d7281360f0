package dev.foldline.bench.write;

import dev.foldline.stack.StackOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the write side is measured with.
 *
 * @param commands     commands of the round that is measured, and of the one before it that warms up
 * @param accounts     accounts that they are for
 * @param partitions   partitions of every topic
 * @param instances    instances of command-service
 * @param workers      workers of each instance
 * @param payloadBytes bytes of free text in each command and its event
 */
public record WriteSettings(int commands, int accounts, int partitions, int instances, int workers, int payloadBytes) {

    /** While commands are filled in, command-service sleeps and must not lose its partitions. */
    private static final String SESSION_TIMEOUT_MS = "300000";

    public WriteSettings {
        if (commands < 1 || accounts < 1 || partitions < 1 || instances < 1 || workers < 1 || payloadBytes < 0) {
            throw new IllegalArgumentException(
                    "commands, accounts, partitions, instances and workers go from 1, and" + " payload bytes from 0");
        }
    }

    /** Workers of each instance that share the processors with those of the others. */
    public static int workersOf(int instances) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, instances));
    }

    /** Workers of all instances. */
    int allWorkers() {
        return instances * workers;
    }

    /** A stack of these sizes. */
    public StackOptions applyTo(StackOptions options) {
        return letSleep(options)
                .partitions(partitions)
                .instances(instances)
                .commandSetting("command.workers", Integer.toString(workers));
    }

    /** A stack whose command-service may sleep for as long as commands are filled in. */
    public static StackOptions letSleep(StackOptions options) {
        return options.commandSetting("command.session.timeout.ms", SESSION_TIMEOUT_MS);
    }

    Map<String, Long> asMap() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("commands", (long) commands);
        all.put("accounts", (long) accounts);
        all.put("partitions", (long) partitions);
        all.put("instances", (long) instances);
        all.put("workers", (long) allWorkers());
        all.put("payloadBytes", (long) payloadBytes);
        return all;
    }
}
