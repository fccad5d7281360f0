package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harness can fail: without what keeps a promise of the write side, one decisive fault is enough for a breach to be
 * found.
 */
@Tag("soak")
class SafeguardRemovalIT {

    @TempDir
    private Path folder;

    @Test
    void withoutTheEpochCheckAnOwnerThatWakesUpDecidesCommandsOnceMore() throws Exception {
        assertThat(OneTorture.breachesWithout("EPOCH_CHECK", "sleep-after-poll", folder))
                .anyMatch(breach -> breach.contains("FAILED  every command in events or in command_outcomes, decided")
                        || breach.contains("FAILED  positions 1..n"));
    }

    @Test
    void withoutTheVersionCheckCommandsAreAcceptedOnVersionsThatTheyDidNotExpect() throws Exception {
        assertThat(OneTorture.breachesWithout("VERSION_CHECK", "kill-after-poll", folder))
                .anyMatch(breach -> breach.matches("command .* expected version \\d+ .* was accepted on version .*"));
    }

    /** The hostile client sends such commands whatever strikes. */
    @Test
    void withoutThePartitionCheckAStreamBeginsInASecondPartition() throws Exception {
        assertThat(OneTorture.breachesWithout("PARTITION_CHECK", "undecodable-bytes", folder))
                .anyMatch(breach -> breach.contains("FAILED  every stream lies in the partition of its key"))
                .anyMatch(breach -> breach.matches(
                        "an open account that is opened in another partition too, .* accepted instead of .*"));
    }

    @Test
    void withoutTransactionsAnOwnerThatWakesUpForwardsOnceMore() throws Exception {
        assertThat(OneTorture.breachesWithout("TRANSACTIONS", "sleep-after-postgres-commit", folder))
                .anyMatch(breach -> breach.contains("FAILED  exactly one result per command"))
                .anyMatch(breach -> breach.contains("an observer saw"));
    }
}
