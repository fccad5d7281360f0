package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.intake.batch.Batches;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.AccountBalance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However records come together in batches, they lead to what they lead to one by one. */
class BatchedEventsTest {

    private static final List<String> ACCOUNTS = List.of("a", "b", "c", "d");
    private static final int RECORDS = 40;

    private final EventLog log = new EventLog();
    private final Path stateDir;

    /** What there is to see when all has come. */
    private record Outcome(
            List<@Nullable AccountBalance> rows, List<String> parked, Object gate, long passed, long folded) {}

    BatchedEventsTest(@TempDir Path stateDir) {
        this.stateDir = stateDir;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void leadToTheSameRowsAndTheSameParkedEventsAsOneByOne(long seed) {
        List<TestRecord<String, byte[]>> records = records(new Random(seed));

        Outcome oneByOne = outcome("one-by-one", records.stream().map(List::of).toList());
        Outcome batched = outcome("batched", batches(records, new Random(seed)));
        Outcome atOnce = outcome("at-once", List.of(records));

        assertThat(batched).isEqualTo(oneByOne);
        assertThat(atOnce).isEqualTo(oneByOne);
    }

    private Outcome outcome(String name, List<List<TestRecord<String, byte[]>>> batches) {
        try (TestBuild<AccountBalance> build =
                new TestBuild<>(log, AccountBalances.VIEW, name, Phase.SERVING, stateDir)) {
            for (List<TestRecord<String, byte[]>> batch : batches) {
                build.events.pipeInput(
                        batch.size() == 1 ? batch.getFirst() : Batches.of(Topics.DEFAULT.events(), batch));
            }
            return new Outcome(
                    ACCOUNTS.stream()
                            .<@Nullable AccountBalance>map(build::stored)
                            .toList(),
                    parked(build),
                    build.gates.states(),
                    build.positions.passed(0),
                    build.folded.sum());
        }
    }

    private static List<String> parked(TestBuild<?> build) {
        List<String> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedEvent> all = build.driver
                .<String, ParkedEvent>getKeyValueStore(SequencedDeadLetters.STORE)
                .all()) {
            all.forEachRemaining(entry -> parked.add(entry.value.incoming().position() + " "
                    + entry.value.incoming().key() + " " + entry.value.attempts() + " " + entry.value.error()));
        }
        return parked;
    }

    /** Of all kinds: some have no row to change, some cannot be read, some come twice. */
    private List<TestRecord<String, byte[]>> records(Random random) {
        List<TestRecord<String, byte[]>> records = new ArrayList<>();
        for (long position = 1; position <= RECORDS; position++) {
            String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            String type = MoneyDeposited.getClassSchema().getFullName();
            records.add(
                    switch (random.nextInt(16)) {
                        case 0, 1, 2 -> log.event(account, 1, position, new AccountOpened(account, "Ada", "EUR", 5L));
                        case 3 -> log.raw(account, 1, position, type, new byte[] {1, 2, 3, 4, 5, 6});
                        case 4 -> log.event(account, 1, position / 2 + 1, new AccountOpened(account, "Eve", "EUR", 7L));
                        default ->
                            log.event(account, 2, position, new MoneyDeposited(account, 1L, "EUR", position, ""));
                    });
        }
        return records;
    }

    private static List<List<TestRecord<String, byte[]>>> batches(
            List<TestRecord<String, byte[]>> records, Random random) {
        List<List<TestRecord<String, byte[]>>> batches = new ArrayList<>();
        for (int from = 0; from < records.size(); ) {
            int to = Math.min(records.size(), from + 1 + random.nextInt(12));
            batches.add(records.subList(from, to));
            from = to;
        }
        return batches;
    }
}
