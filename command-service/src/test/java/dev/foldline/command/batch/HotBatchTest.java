package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.PartitionBatch;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A batch of any size on one stream. */
final class HotBatchTest {

    private static final int COMMANDS = 20_000;
    private static final int TIMES = 4;
    private static final int TRIES = 3;

    @Test
    void aBatchOnOneStreamCostsAsMuchPerCommandHoweverManyItHas() {
        DecidedPartition few = filled(COMMANDS);
        DecidedPartition many = filled(TIMES * COMMANDS);
        decideNs(few);

        long fewNs = Long.MAX_VALUE;
        long manyNs = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            fewNs = Math.min(fewNs, decideNs(few));
            manyNs = Math.min(manyNs, decideNs(many));
        }

        // A list that is scanned for each command makes it 16 times as much, and takes many seconds.
        assertThat(manyNs).isLessThan(10 * fewNs);
    }

    /** One half are deposits, the other half repeats of them: those are found among all that came before. */
    private static DecidedPartition filled(int commands) {
        DecidedPartition partition = new DecidedPartition();
        partition.send("account-1", open(0));
        for (int i = 0; i < commands / 2; i++) {
            partition.send("account-1", deposit(1), id(new UUID(0x4000, i)));
        }
        for (int i = 0; i < commands / 2; i++) {
            partition.send("account-1", deposit(1), id(new UUID(0x4000, i)));
        }
        return partition;
    }

    private static long decideNs(DecidedPartition partition) {
        long startedNs = System.nanoTime();
        PartitionBatch rows = partition.decide().rows();
        long tookNs = System.nanoTime() - startedNs;
        assertThat(rows.outcomes()).hasSize(rows.events().size() - 1);
        return tookNs;
    }
}
