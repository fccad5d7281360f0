package dev.foldline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OffsetsReaderTest {

    private static final short OF_AN_OFFSET = 1;

    @Test
    void theKeyOfACommittedOffsetNamesItsGroup() {
        byte[] group = "account-balances".getBytes(StandardCharsets.UTF_8);
        byte[] key = ByteBuffer.allocate(100)
                .putShort(OF_AN_OFFSET)
                .putShort((short) group.length)
                .put(group)
                .array();

        assertThat(OffsetsReader.group(key)).isEqualTo("account-balances");
    }

    @Test
    void whatIsNotAKeyOfAGroupNamesNone() {
        assertThat(OffsetsReader.group(null)).isNull();
        assertThat(OffsetsReader.group(new byte[] {0})).isNull();
        assertThat(OffsetsReader.group(new byte[] {0, 1, 0, 9, 'a'})).isNull();
        assertThat(OffsetsReader.group(new byte[] {0, 1, -1, -1})).isNull();
    }
}
