package dev.foldline.command.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes into one transaction after what the transactions before it took. */
final class ForwardSlicesTest {

    private static final long QUICK_NS = Duration.ofMillis(20).toNanos();
    private static final long SLOW_NS = Duration.ofSeconds(12).toNanos();

    private final ForwardSlices slices = new ForwardSlices();

    @Test
    void allThatWaitsGoesIntoOneTransactionWhileTheyAreQuick() {
        ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>(List.of(batch(0, 30), batch(1, 30)));
        List<PartitionBatch> all = List.copyOf(waiting);
        assertThat(slices.take(waiting)).isEqualTo(all);
        assertThat(waiting).isEmpty();
    }

    @Test
    void afterFailuresABatchIsCutBetweenCommandsAndNothingOfItIsLost() {
        for (int i = 0; i < 20; i++) {
            slices.failed();
        }
        PartitionBatch batch = batch(3, 5);
        ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>(List.of(batch));
        List<PartitionBatch> parts = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<PartitionBatch> taken = slices.take(waiting);
            assertThat(taken).hasSize(1);
            parts.addAll(taken);
        }

        // One command each: two events, a rejection, a dead letter, and so on.
        assertThat(parts).hasSize(15);
        assertThat(parts.getLast().nextOffset()).isEqualTo(batch.nextOffset());
        assertThat(parts.getLast().nextPosition()).isEqualTo(batch.nextPosition());
        assertThat(parts.stream().flatMap(part -> part.events().stream())).containsExactlyElementsOf(batch.events());
        assertThat(parts.stream().flatMap(part -> part.outcomes().stream()))
                .containsExactlyElementsOf(batch.outcomes());
        assertThat(parts.stream().flatMap(part -> part.deadLetters().stream()))
                .containsExactlyElementsOf(batch.deadLetters());
        long position = batch.firstPosition();
        for (PartitionBatch part : parts) {
            assertThat(part.firstPosition()).isEqualTo(position);
            position = part.nextPosition();
            assertThat(part.events().stream()
                            .map(event -> event.commandOffset())
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void theOffsetOfAPartIsThatAfterItsLastCommand() {
        for (int i = 0; i < 20; i++) {
            slices.failed();
        }
        ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>(List.of(batch(0, 1)));
        assertThat(slices.take(waiting).getFirst().nextOffset()).isEqualTo(1);
        assertThat(slices.take(waiting).getFirst().nextOffset()).isEqualTo(2);
        assertThat(slices.take(waiting).getFirst().nextOffset()).isEqualTo(3);
    }

    @Test
    void slowTransactionsShrinkAndQuickOnesGrowAgain() {
        ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>();
        int whole = taken(waiting);
        for (int i = 0; i < 12; i++) {
            slices.finished(SLOW_NS);
        }
        assertThat(taken(waiting)).isLessThan(whole);
        for (int i = 0; i < 12; i++) {
            slices.finished(QUICK_NS);
        }
        assertThat(taken(waiting)).isEqualTo(whole);
    }

    @Test
    void offsetsWithoutCommandsAreTakenToo() {
        PartitionBatch markers = new PartitionBatch(0, 1, 9, 1, List.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(slices.take(new ArrayDeque<>(List.of(markers)))).containsExactly(markers);
    }

    /** Commands in the next transaction, of many that wait. */
    private int taken(ArrayDeque<PartitionBatch> waiting) {
        waiting.clear();
        waiting.add(batch(0, 1_000));
        return slices.take(waiting).getFirst().outcomes().size();
    }

    /** Three commands for each of {@code rounds}. */
    private static PartitionBatch batch(int partition, int rounds) {
        BatchBuilder builder = BatchBuilder.from(new Ownership(partition, 1, 0, 1));
        for (int i = 0; i < rounds; i++) {
            builder.accepted("account-1", 2)
                    .rejected("account-1", BatchBuilder.newId())
                    .dead(new byte[] {7});
        }
        return builder.build();
    }
}
