package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyPartitionerTest {

    private static final BigInteger TWO_TO_32 = BigInteger.ONE.shiftLeft(32);

    /** The keys, the hashes and the 17 partitions of librdkafka's own test of its partitioners. */
    @ParameterizedTest
    @CsvSource({
        "MURMUR2, 23456, 0x058d780f",
        "MURMUR2, this is another string with more length to it perhaps, 0x4f7703da",
        "MURMUR2, hejsan, 0x5ec19395",
        "CRC32, 23456, 0xb1b451d7",
        "CRC32, this is another string with more length to it perhaps, 0xb0150df7",
        "CRC32, hejsan, 0xd077037e",
        "FNV1A, 23456, 0x27e6f469",
        "FNV1A, this is another string with more length to it perhaps, 0x155e3e5f",
        "FNV1A, hejsan, 0x17b1e27a",
    })
    void aKeyGoesWhereLibrdkafkasTestExpectsIt(KeyPartitioner partitioner, String key, String hash) {
        int expected = (int) (Long.decode(hash) % 17);

        assertThat(partitioner.partitionOf(key, 17)).isEqualTo(expected);
    }

    /** Hashes of the test of Kafka's Java client. */
    @ParameterizedTest
    @CsvSource({
        "21, -973932308",
        "foobar, -790332482",
        "a-little-bit-long-string, -985981536",
        "a-little-bit-longer-string, -1486304829",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
        "abc, 479470107"
    })
    void murmur2IsThatOfKafkasJavaClient(String key, int hash) {
        assertThat(KeyPartitioner.MURMUR2.partitionOf(key, 1000)).isEqualTo((hash & 0x7fffffff) % 1000);
    }

    /** Hashes of Go's hash/fnv, which librdkafka's test has; each is the absolute value of a signed number. */
    @ParameterizedTest
    @CsvSource({
        "kafka, 0x0d33c4e1",
        "giberish123456789, 0x77a58295",
        "1234, 0x023bdd03",
        "234, 0x2dea3cd2",
        "34, 0x740fa83e",
        "4, 0x310ca263",
        "'PreAmbleWillBeRemoved,ThePrePartThatIs', 0x65cbd69c",
    })
    void fnv1aIsThatOfSaramasHashPartitioner(String key, String hash) {
        assertThat(KeyPartitioner.FNV1A.partitionOf(key, 1000)).isEqualTo((int) (Long.decode(hash) % 1000));
    }

    /** The check value of CRC-32/ISO-HDLC, which is above the largest int. */
    @Test
    void crc32IsTakenAsAnUnsignedNumber() {
        assertThat(KeyPartitioner.CRC32.partitionOf("123456789", 1000)).isEqualTo((int) (0xcbf43926L % 1000));
    }

    @Test
    void anyKeyGoesWhereAnotherWayOfReckoningSendsIt() {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < 2_000; i++) {
            byte[] key = new byte[random.nextInt(1, 60)];
            random.nextBytes(key);
            int partitions = random.nextInt(1, 1025);

            assertThat(KeyPartitioner.CRC32.partitionOf(key, partitions))
                    .isEqualTo((int) (crc32BitByBit(key) % partitions));
            assertThat(KeyPartitioner.FNV1A.partitionOf(key, partitions))
                    .isEqualTo(sarama(key).mod(BigInteger.valueOf(partitions)).intValueExact());
        }
    }

    @ParameterizedTest
    @EnumSource(KeyPartitioner.class)
    void everyPartitionGetsItsShare(KeyPartitioner partitioner) {
        int[] keys = new int[8];
        for (int i = 0; i < 8_000; i++) {
            keys[partitioner.partitionOf("account-" + i, 8)]++;
        }
        assertThat(Arrays.stream(keys).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(500, 1_500));
    }

    @Test
    void theExampleOfTheGuide() {
        assertThat(KeyPartitioner.MURMUR2.partitionOf("account-1", 8)).isEqualTo(4);
    }

    @Test
    void aNameThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThat(KeyPartitioner.named("fnv1a")).isEqualTo(KeyPartitioner.FNV1A);
        assertThatThrownBy(() -> KeyPartitioner.named("random"))
                .hasMessage("there is no partitioner \"random\", only murmur2, crc32, fnv1a");
    }

    private static long crc32BitByBit(byte[] key) {
        long crc = 0xffffffffL;
        for (byte next : key) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320L;
            }
        }
        return crc ^ 0xffffffffL;
    }

    /** The absolute value of the hash as a signed number, in numbers that do not overflow. */
    private static BigInteger sarama(byte[] key) {
        BigInteger hash = BigInteger.valueOf(0x811c9dc5L);
        for (byte next : key) {
            hash = hash.xor(BigInteger.valueOf(next & 0xff))
                    .multiply(BigInteger.valueOf(0x01000193))
                    .mod(TWO_TO_32);
        }
        return hash.testBit(31) ? TWO_TO_32.subtract(hash) : hash;
    }
}
