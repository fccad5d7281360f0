package dev.foldline.verify.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.Partitioning;
import dev.foldline.verify.source.VerifyException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementCheckTest {

    private static final int PARTITIONS = 8;

    @ParameterizedTest
    @EnumSource(KeyPartitioner.class)
    void everyStreamInThePartitionOfItsKeyIsClean(KeyPartitioner partitioner) {
        PlacementCheck check = new PlacementCheck(partitioning(partitioner.configName()), Set.of());
        for (int number = 0; number < 1_000; number++) {
            String key = "account-" + number;
            check.row(event(partitioner.partitionOf(key, PARTITIONS), key, 1));
            check.row(event(partitioner.partitionOf(key, PARTITIONS), key, 2));
        }
        assertThat(check.report().line())
                .isEqualTo("ok      every stream lies in the partition of its key: 1,000 streams,"
                        + " 0 elsewhere and acknowledged");
    }

    @Test
    void streamsOfAnOlderBuildThatLieElsewhereAreListed() {
        PlacementCheck check = new PlacementCheck(partitioning("murmur2"), Set.of());
        check.row(event(4, "account-1", 1));
        check.row(event(0, "account-1", 1));
        check.row(event(0, "account-1", 2));
        check.row(event(7, "account-1", 1));

        CheckReport report = check.report();
        assertThat(report.ok()).isFalse();
        assertThat(report.differences()).isEqualTo(2);
        assertThat(report.firstDifference())
                .isEqualTo(
                        "account-1 is in partition 0 and belongs to 4; account-1 is in partition 7 and belongs to 4");
    }

    @Test
    void aStreamThatHasBeenMadeGoodIsCountedAndNotListed() {
        PlacementCheck check = new PlacementCheck(partitioning("murmur2"), Set.of("0/account-1"));
        check.row(event(0, "account-1", 1));
        check.row(event(7, "account-1", 1));

        CheckReport report = check.report();
        assertThat(report.counts()).containsEntry("elsewhere and acknowledged", 1L);
        assertThat(report.firstDifference()).isEqualTo("account-1 is in partition 7 and belongs to 4");
    }

    @Test
    void aLongListIsCut() {
        PlacementCheck check = new PlacementCheck(partitioning("murmur2"), Set.of());
        for (int number = 0; number < 1_000; number++) {
            String key = "account-" + number;
            check.row(event((KeyPartitioner.MURMUR2.partitionOf(key, PARTITIONS) + 1) % PARTITIONS, key, 1));
        }
        assertThat(check.report().differences()).isEqualTo(1_000);
        assertThat(check.report().firstDifference()).endsWith("; and 900 more");
    }

    @Test
    void aPartitionerThatThisBuildDoesNotKnowIsNamed() {
        assertThatThrownBy(() -> partitioning("md5").partitionOf("account-1"))
                .isInstanceOf(VerifyException.class)
                .hasMessageContaining("the partitioner md5, which this build does not know");
    }

    private static Partitioning partitioning(String name) {
        return new Partitioning(name, PARTITIONS);
    }

    private static EventRow event(int partition, String aggregateId, long version) {
        UUID id = UUID.randomUUID();
        return new EventRow(
                partition,
                version,
                aggregateId,
                "account",
                version,
                id,
                "dev.foldline.schema.account.AccountOpened",
                1,
                new byte[0],
                Instant.EPOCH,
                id,
                id,
                0,
                null,
                null,
                null,
                0,
                0);
    }
}
