package dev.foldline.command.batch;

import static dev.foldline.command.batch.DecidedPartition.deposit;
import static dev.foldline.command.batch.DecidedPartition.expectedVersion;
import static dev.foldline.command.batch.DecidedPartition.header;
import static dev.foldline.command.batch.DecidedPartition.id;
import static dev.foldline.command.batch.DecidedPartition.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.stream.RecentCommandIds;
import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command id has one outcome, however often and however late it comes. */
class RepeatedCommandTest {

    /** Where the first of the two is, when the second comes. */
    enum When {
        IN_THE_SAME_BATCH,
        IN_MEMORY,
        ONLY_IN_THE_TABLE
    }

    private final DecidedPartition partition = new DecidedPartition();

    @ParameterizedTest
    @EnumSource
    void anAcceptedCommandGetsItsFirstResultAgain(When when) {
        UUID commandId = partition.newId();
        partition.send("account-1", open(10));
        long firstOffset = partition.send("account-1", deposit(5), id(commandId));
        partition.send("account-2", open(10));
        next(when);
        long offset = partition.send("account-1", deposit(5), id(commandId));

        PartitionBatch rows = partition.commit();

        CommandOutcome repeat = last(rows);
        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.commandOffset()).isEqualTo(offset);
        assertThat(repeat.firstOffset()).isEqualTo(firstOffset);
        assertThat(repeat.commandId()).isEqualTo(commandId);
        assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(repeat.aggregateVersion()).isEqualTo(2);
        assertThat(repeat.lastPosition()).isEqualTo(2);
        assertThat(repeat.eventCount()).isEqualTo(1);
        assertThat(repeat.aggregateType()).isEqualTo("account");
        assertThat(partition.tables.events(0)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedCommandGetsItsFirstResultAgainThoughItWouldHoldNow(When when) {
        UUID commandId = partition.newId();
        long firstOffset = partition.send("account-1", deposit(5), id(commandId));
        next(when);
        partition.send("account-1", open(10));
        partition.send("account-1", deposit(5), id(commandId));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.firstOffset()).isEqualTo(firstOffset);
        assertThat(repeat.status()).isEqualTo(CommandStatus.REJECTED);
        assertThat(repeat.code()).isEqualTo("aggregate-not-found");
        assertThat(repeat.message()).isEqualTo("there is no account account-1");
        assertThat(repeat.aggregateVersion()).isZero();
        assertThat(repeat.lastPosition()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aVersionConflictIsRepeatedWithItsTwoVersions(When when) {
        UUID commandId = partition.newId();
        partition.send("account-1", open(10), id(commandId), expectedVersion(3));
        next(when);
        partition.send("account-1", open(10), id(commandId), expectedVersion(0));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.code()).isEqualTo("version-conflict");
        assertThat(repeat.expectedVersion()).isEqualTo(3);
        assertThat(repeat.actualVersion()).isZero();
        assertThat(repeat.duplicate()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedCommandGetsItsFirstResultAgainAndNoSecondDeadLetter(When when) {
        UUID commandId = partition.newId();
        partition.send("note-1", NoteType.command(Order.THROW, 0), id(commandId));
        next(when);
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(commandId));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(repeat.code()).isEqualTo("aggregate-operation-failed");
        assertThat(repeat.duplicate()).isTrue();
        assertThat(partition.tables.deadLetters(0)).hasSize(1);
        assertThat(partition.tables.events(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedCommandIsDecidedAnewByWayOfItsDeadLetterAndOnlyOnce(When when) {
        UUID commandId = partition.newId();
        long failed = partition.send("note-1", NoteType.command(Order.THROW, 0), id(commandId));
        next(when);
        long decided = partition.send("note-1", NoteType.command(Order.WRITE, 2), id(commandId), retryOf(failed));
        next(when);
        partition.send("note-1", NoteType.command(Order.WRITE, 2), id(commandId), retryOf(failed));
        partition.send("note-1", NoteType.command(Order.WRITE, 2), id(commandId));

        PartitionBatch rows = partition.commit();

        assertThat(partition.tables.events(0)).hasSize(2);
        assertThat(rows.outcomes()
                        .subList(rows.outcomes().size() - 2, rows.outcomes().size()))
                .allSatisfy(repeat -> {
                    assertThat(repeat.duplicate()).isTrue();
                    assertThat(repeat.firstOffset()).isEqualTo(decided);
                    assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aRetryThatFailsAgainIsAnsweredWithItsOwnFailure(When when) {
        UUID commandId = partition.newId();
        long first = partition.send("note-1", NoteType.command(Order.THROW, 0), id(commandId));
        next(when);
        long second = partition.send("note-1", NoteType.command(Order.THROW, 0), id(commandId), retryOf(first));
        next(when);
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(commandId), retryOf(first));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.duplicate()).isTrue();
        assertThat(repeat.firstOffset()).isEqualTo(second);
        assertThat(partition.tables.deadLetters(0)).hasSize(2);
        assertThat(partition.tables.events(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptedCommandIsNotDecidedAnewByARetry(When when) {
        UUID commandId = partition.newId();
        long first = partition.send("note-1", NoteType.command(Order.WRITE, 1), id(commandId));
        next(when);
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(commandId), retryOf(first));

        assertThat(last(partition.commit()).duplicate()).isTrue();
        assertThat(partition.tables.events(0)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatCannotBeDecodedIsRememberedByItsId(When when) {
        UUID commandId = partition.newId();
        partition.send("account-1", open(10));
        partition.commit();
        byte[] key = "account-1".getBytes(StandardCharsets.UTF_8);
        long first = partition.sendBytes(key, new byte[] {7}, id(commandId));
        next(when);
        partition.send("account-1", deposit(5), id(commandId));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.status()).isEqualTo(CommandStatus.FAILED);
        assertThat(repeat.code()).isEqualTo("undecodable");
        assertThat(repeat.firstOffset()).isEqualTo(first);
        assertThat(repeat.duplicate()).isTrue();
        assertThat(partition.tables.events(0)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aCommandThatChangedNothingIsNotAskedAgain(When when) {
        UUID commandId = partition.newId();
        partition.send("note-1", NoteType.command(Order.CHANGE_NOTHING, 0), id(commandId));
        next(when);
        partition.send("note-1", NoteType.command(Order.WRITE, 1), id(commandId));

        CommandOutcome repeat = last(partition.commit());

        assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(repeat.eventCount()).isZero();
        assertThat(repeat.duplicate()).isTrue();
        assertThat(partition.tables.events(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyFurtherRepeatNamesTheFirst(When when) {
        UUID commandId = partition.newId();
        partition.send("account-1", open(10), id(commandId));
        next(when);
        partition.send("account-1", open(10), id(commandId));
        next(when);
        partition.send("account-1", open(10), id(commandId));

        partition.commit();

        assertThat(partition.tables.outcomes(0)).hasSize(2).allSatisfy(repeat -> {
            assertThat(repeat.firstOffset()).isZero();
            assertThat(repeat.duplicate()).isTrue();
            assertThat(repeat.status()).isEqualTo(CommandStatus.ACCEPTED);
            assertThat(repeat.eventCount()).isEqualTo(1);
        });
    }

    @Test
    void aRepeatCarriesItsOwnCorrelationId() {
        UUID commandId = partition.newId();
        UUID correlationId = partition.newId();
        partition.send("account-1", open(10), id(commandId));
        partition.send(
                "account-1", open(10), id(commandId), header(HeaderNames.CORRELATION_ID, correlationId.toString()));
        assertThat(last(partition.commit()).correlationId()).isEqualTo(correlationId);
    }

    @Test
    void oneIdOnTwoStreamsIsTwoCommands() {
        UUID commandId = partition.newId();
        partition.send("account-1", open(10), id(commandId));
        partition.send("account-2", open(20), id(commandId));
        partition.commit();
        partition.send("account-3", open(30), id(commandId));
        partition.commit();
        assertThat(partition.tables.events(0)).hasSize(3);
        assertThat(partition.tables.outcomes(0)).isEmpty();
    }

    @Test
    void aRepeatIsFoundThoughMoreCommandsFollowedThanMemoryHolds() {
        RandomGenerator random = new SplittableRandom(5);
        Header first = id(randomId(random));
        Header rejected = id(randomId(random));
        partition.send("account-1", open(0), first);
        partition.send("account-1", deposit(0), rejected);
        for (int i = 0; i < 3 * RecentCommandIds.REMEMBERED_MAX; i++) {
            partition.send("account-1", deposit(1), id(randomId(random)));
            if (i % 7 == 0) {
                partition.commit();
            }
        }
        partition.commit();

        partition.send("account-1", open(0), first);
        partition.send("account-1", deposit(5), rejected);
        partition.send("account-1", deposit(1), id(randomId(random)));
        PartitionBatch rows = partition.commit();

        assertThat(rows.outcomes()).extracting(CommandOutcome::duplicate).containsExactly(true, true);
        assertThat(rows.outcomes()).extracting(CommandOutcome::firstOffset).containsExactly(0L, 1L);
        assertThat(rows.events()).hasSize(1);
    }

    @Test
    void aTimeOrderedRepeatIsFoundThoughMoreRejectionsFollowedThanAreLoaded() {
        Header first = id(partition.newId());
        partition.send("account-1", deposit(5), first);
        for (int i = 0; i < 200; i++) {
            partition.send("account-1", deposit(1), id(partition.newId()));
        }
        partition.commit();
        partition.acquireAgain();
        partition.send("account-1", deposit(5), first);
        assertThat(last(partition.commit()).firstOffset()).isZero();
    }

    @Test
    void randomTrafficLeavesOneDecisionPerId() {
        for (long seed = 1; seed <= 30; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            DecidedPartition busy = new DecidedPartition();
            List<UUID> ids = random.ints(60)
                    .mapToObj(i -> i % 2 == 0 ? busy.newId() : randomId(random))
                    .toList();
            for (int i = 0; i < 300; i++) {
                busy.send("account-1", random.nextInt(9) == 0 ? open(1) : deposit(1), id(ids.get(random.nextInt(60))));
                if (random.nextInt(10) == 0) {
                    busy.commit();
                }
                if (random.nextInt(40) == 0) {
                    busy.acquireAgain();
                }
            }
            busy.commit();
            long decided = busy.tables.events(0).size()
                    + busy.tables.outcomes(0).stream()
                            .filter(outcome -> !outcome.duplicate())
                            .count();
            long distinct = busy.tables.events(0).stream()
                            .map(event -> event.causationId())
                            .distinct()
                            .count()
                    + busy.tables.outcomes(0).stream()
                            .filter(outcome -> !outcome.duplicate())
                            .map(CommandOutcome::commandId)
                            .distinct()
                            .count();
            assertThat(decided).as("seed %d", seed).isEqualTo(distinct);
            assertThat(busy.tables.events(0).size() + busy.tables.outcomes(0).size())
                    .as("seed %d", seed)
                    .isEqualTo(300);
        }
    }

    private void next(When when) {
        if (when != When.IN_THE_SAME_BATCH) {
            partition.commit();
        }
        if (when == When.ONLY_IN_THE_TABLE) {
            partition.acquireAgain();
        }
    }

    private static Header retryOf(long offset) {
        return header(HeaderNames.RETRY_OF, Long.toString(offset));
    }

    private static CommandOutcome last(PartitionBatch rows) {
        return rows.outcomes().getLast();
    }

    private static UUID randomId(RandomGenerator random) {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
