package dev.foldline.command.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.OpenAccount;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

/** A command is what its sender says it is, and not what a registry that was lost makes of its schema id. */
final class CommandTypeTest {

    private static final OpenAccount OPEN = new OpenAccount("Ada", "EUR", 1L);

    private final DecidedPartition partition = new DecidedPartition();

    @Test
    void aCommandWhoseSchemaIdMeansAnotherRecordIsADeadLetter() throws Exception {
        partition.send("account-1", OPEN, type(CloseAccount.getClassSchema().getFullName()));
        partition.send("account-1", OPEN, type(OPEN.getSchema().getFullName()));
        partition.commit();

        assertThat(partition.tables.outcomes(DecidedPartition.PARTITION))
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.code()).isEqualTo("undecodable");
                    assertThat(outcome.message()).contains("CloseAccount", "start the sender again");
                });
        assertThat(partition.tables.events(DecidedPartition.PARTITION)).hasSize(1);
    }

    private static Header type(String name) {
        return new RecordHeader(HeaderNames.TYPE, name.getBytes(StandardCharsets.UTF_8));
    }
}
