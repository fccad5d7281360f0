package dev.foldline.projection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.runtime.StartupException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionerSampleTest {

    private static final int PARTITIONS = 8;

    @ParameterizedTest
    @EnumSource(KeyPartitioner.class)
    void thePartitionerOfThePipelineIsAccepted(KeyPartitioner partitioner) {
        assertThatCode(() -> sample(partitioner, 100).requireFit(partitioner, "events"))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherOneIsRefusedAndTheRightOneIsNamed() {
        assertThatThrownBy(() -> sample(KeyPartitioner.CRC32, 100).requireFit(KeyPartitioner.MURMUR2, "events"))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("foldline.partitioner is murmur2, but of 100 records of events 100 are where"
                        + " crc32 puts their keys")
                .hasMessageContaining("set it as command-service has it");
    }

    @Test
    void fewStreamsInWrongPartitionsAreNoReason() {
        PartitionerSample sample = sample(KeyPartitioner.MURMUR2, 90);
        for (int number = 0; number < 40; number++) {
            byte[] key = key("strange-" + number);
            sample.add(key, KeyPartitioner.CRC32.partitionOf(key, PARTITIONS));
        }
        assertThatCode(() -> sample.requireFit(KeyPartitioner.MURMUR2, "events"))
                .doesNotThrowAnyException();
    }

    @Test
    void aTopicWithoutEventsTellsNothing() {
        assertThatCode(() -> new PartitionerSample(PARTITIONS).requireFit(KeyPartitioner.FNV1A, "events"))
                .doesNotThrowAnyException();
    }

    private static PartitionerSample sample(KeyPartitioner partitioner, int keys) {
        PartitionerSample sample = new PartitionerSample(PARTITIONS);
        for (int number = 0; number < keys; number++) {
            byte[] key = key("account-" + number);
            sample.add(key, partitioner.partitionOf(key, PARTITIONS));
        }
        return sample;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
