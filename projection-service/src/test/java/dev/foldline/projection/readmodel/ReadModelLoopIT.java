package dev.foldline.projection.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.projection.database.TestDatabases;
import dev.foldline.projection.readmodel.ReadModelFixture.Instance;
import dev.foldline.schema.projection.AccountBalance;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every read model, whichever table its rows are in. */
class ReadModelLoopIT {

    private @Nullable ReadModelFixture fixture;

    static Stream<ReadModel<AccountBalance>> models() {
        return Stream.of(Balances.json(), Balances.own());
    }

    private ReadModelFixture open(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture opened = new ReadModelFixture(model);
        fixture = opened;
        return opened;
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theTableHasTheLastRowOfEachKey(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        for (int i = 0; i < 100; i++) {
            f.log.append(i % 3, "account-" + i % 30, Balances.row("account-" + i % 30, "owner " + i, i));
        }
        f.log.append(0, "account-0", null);
        f.log.append(1, "never-there", null);
        Instance instance = f.instance();
        awaitEqual(f, instance);
        assertThat(f.table()).hasSize(29);
        assertThat(instance.stats.trouble()).isNull();
        assertThat(instance.stats.lag(0)).isZero();
        assertThat(instance.stats.position(0)).isEqualTo(f.log.end(0));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anInstanceThatDiesIsFollowedByOneThatGoesOnAtTheCheckpoint(ReadModel<AccountBalance> model)
            throws SQLException {
        ReadModelFixture f = open(model);
        for (int i = 0; i < 50; i++) {
            f.log.append(0, "account-" + i, Balances.row("account-" + i, "Ada", i));
        }
        Instance first = f.instance();
        // Looked up in the first step, one poll written in each of the others.
        first.steps(3);
        assertThat(first.stats.rows()).isEqualTo(20);
        Instance second = f.instance();
        awaitEqual(f, second);
        assertThat(second.stats.rows())
                .as("rows that the second one had to write")
                .isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aReplacedInstanceWritesNothing(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        f.log.append(0, "account-1", Balances.row("account-1", "Ada", 1));
        Instance replaced = f.instance();
        awaitEqual(f, replaced);
        f.log.append(0, "account-1", Balances.row("account-1", "Ada", 2));
        f.log.append(0, "account-2", Balances.row("account-2", "Bob", 2));
        awaitEqual(f, f.instance());
        f.execute(
                model.table().isPresent()
                        ? "UPDATE balances SET owner = 'untouched'"
                        : "UPDATE projections SET data = data || '{\"owner\": \"untouched\"}'");
        replaced.steps(1);
        assertThat(f.table())
                .containsOnly(Map.entry("account-1", "untouched 2"), Map.entry("account-2", "untouched 2"));
        // It resumes where the other one stopped, and can do no damage from then on.
        f.log.append(0, "account-2", Balances.row("account-2", "Bob", 3));
        awaitTrue(() -> {
            replaced.steps(1);
            return "Bob 3".equals(f.table().get("account-2"));
        });
        assertThat(f.table().get("account-1")).isEqualTo("untouched 2");
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTopicThatWasCreatedAgainIsReadFromItsBeginning(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        for (int i = 0; i < 10; i++) {
            f.log.append(i % 3, "old-" + i, Balances.row("old-" + i, "Ada", i));
        }
        Instance instance = f.instance();
        awaitEqual(f, instance);
        f.log.createAgain();
        for (int i = 0; i < 20; i++) {
            // Partition 0 has more records than before, so its next offset is there; partition 1 has none.
            f.log.append(i % 2 * 2, "new-" + i, Balances.row("new-" + i, "Bob", i));
        }
        awaitEqual(f, instance);
        assertThat(f.table()).hasSize(20);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTopicThatHasLostWhatComesNextIsReadFromWhatItHas(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        f.log.append(0, "account-1", Balances.row("account-1", "Ada", 1));
        awaitEqual(f, f.instance());
        f.log.append(0, "account-1", null);
        f.log.append(0, "account-2", Balances.row("account-2", "Ada", 1));
        f.log.truncate(0, 2);
        awaitEqual(f, f.instance());
        assertThat(f.table()).containsOnlyKeys("account-2");
    }

    @ParameterizedTest
    @MethodSource("models")
    void aLostConnectionLosesNothing(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        Instance instance = f.instance();
        for (int i = 0; i < 10; i++) {
            f.log.append(i % 3, "account-" + i % 4, Balances.row("account-" + i % 4, "Ada", i));
            instance.steps(2);
            TestDatabases.endConnections(f.database);
        }
        awaitEqual(f, instance);
        assertThat(instance.stats.trouble()).isNull();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRecordThatCannotBeReadStopsItsPartitionAloneAndIsSaid(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        f.log.append(0, "before", Balances.row("before", "Ada", 1));
        f.log.appendBytes(0, "bad".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        f.log.append(0, "behind", Balances.row("behind", "Ada", 1));
        f.log.append(1, "elsewhere", Balances.row("elsewhere", "Bob", 1));
        Instance instance = f.instance();
        awaitTrue(() -> {
            instance.steps(1);
            return f.table().size() == 2 && instance.stats.trouble() != null;
        });
        assertThat(f.table()).containsOnlyKeys("before", "elsewhere");
        instance.steps(20);
        assertThat(instance.stats.trouble()).startsWith("record 1 of projection.account-balances-0 cannot be read: ");
        assertThat(f.table()).containsOnlyKeys("before", "elsewhere");

        // What the operator's page says to do: continue behind the record.
        f.execute("UPDATE projection_checkpoints SET position = position + 1 WHERE partition = 0");
        awaitEqual(f, instance);
        assertThat(instance.stats.trouble()).isNull();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRowThatPostgresRefusesHoldsUpItsPartitionAlone(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        String table = model.table().isPresent() ? "balances" : "projections";
        String owner = model.table().isPresent() ? "owner" : "data->>'owner'";
        f.execute("ALTER TABLE " + table + " ADD CONSTRAINT refusal CHECK (" + owner + " <> 'Mallory')");
        f.log.append(0, "refused", Balances.row("refused", "Mallory", 1));
        f.log.append(1, "elsewhere", Balances.row("elsewhere", "Bob", 1));
        Instance instance = f.instance();
        instance.steps(20);
        assertThat(f.table()).containsOnlyKeys("elsewhere");
        assertThat(instance.stats.trouble()).contains("violates check constraint \"refusal\"");
        assertThat(instance.stats.lag(1)).isZero();
        f.execute("ALTER TABLE " + table + " DROP CONSTRAINT refusal");
        awaitEqual(f, instance);
        assertThat(instance.stats.trouble()).isNull();
        assertThat(instance.stats.errors()).isPositive();
        assertThat(instance.stats.lastError()).contains("refusal");
    }

    @ParameterizedTest
    @MethodSource("models")
    void anOperatorLetsAPartitionBeFilledAnew(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        for (int i = 0; i < 10; i++) {
            f.log.append(i % 3, "account-" + i, Balances.row("account-" + i, "Ada", i));
        }
        Instance instance = f.instance();
        awaitEqual(f, instance);
        f.execute(model.table().isPresent() ? "UPDATE balances SET owner = 'x'" : "UPDATE projections SET data = '{}'");
        f.execute("UPDATE projection_checkpoints SET topic_id = NULL");
        f.log.append(0, "account-0", Balances.row("account-0", "Bob", 5));
        f.log.append(1, "account-1", Balances.row("account-1", "Bob", 5));
        f.log.append(2, "account-2", Balances.row("account-2", "Bob", 5));
        awaitEqual(f, instance);
    }

    @ParameterizedTest
    @MethodSource("models")
    void textThatPostgresCannotHoldHoldsNothingUp(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        f.log.append(0, "account-1", Balances.row("account-1", "a\u0000b \\u0000 \"q\" \\", 1));
        Instance instance = f.instance();
        instance.steps(3);
        assertThat(f.table()).containsEntry("account-1", "a\uFFFDb \\u0000 \"q\" \\ 1");
        assertThat(instance.stats.trouble()).isNull();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aBrokerThatIsAwayIsSaidUntilItIsBack(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        f.log.append(0, "account-1", Balances.row("account-1", "Ada", 1));
        Instance instance = f.instance();
        instance.member.away = true;
        instance.steps(5);
        assertThat(instance.stats.trouble()).isEqualTo("the broker is away");
        instance.member.away = false;
        awaitEqual(f, instance);
        awaitTrue(() -> {
            instance.steps(1);
            return instance.stats.trouble() == null;
        });
    }

    /**
     * Two instances have all partitions at once, crash and lose connections, while the topic grows and is created
     * again.
     */
    @ParameterizedTest
    @MethodSource("models")
    void whateverHappensTheTableEndsAsTheTopic(ReadModel<AccountBalance> model) throws SQLException {
        ReadModelFixture f = open(model);
        long seed = 20_261_121;
        Random random = new Random(seed);
        Instance[] instances = {f.instance(), f.instance()};
        for (int i = 0; i < 400; i++) {
            int one = random.nextInt(2);
            switch (random.nextInt(20)) {
                case 0 -> instances[one] = f.instance();
                case 1 -> TestDatabases.endConnections(f.database);
                case 2 -> {
                    if (random.nextInt(8) == 0) {
                        f.log.createAgain();
                    }
                }
                case 3 -> instances[one].member.take(random.nextInt(3));
                case 4, 5, 6, 7, 8, 9 -> {
                    int partition = random.nextInt(3);
                    String key = partition + "-" + random.nextInt(20);
                    f.log.append(partition, key, random.nextInt(5) == 0 ? null : Balances.row(key, "seed " + seed, i));
                }
                default -> instances[one].steps(1 + random.nextInt(2));
            }
        }
        Instance last = f.instance();
        awaitEqual(f, last);
        // The other two wake up once more, and do no harm.
        instances[0].steps(3);
        instances[1].steps(3);
        assertThat(f.table()).as("seed %d", seed).isEqualTo(f.wanted());
    }

    private static void awaitEqual(ReadModelFixture f, Instance instance) {
        awaitTrue(() -> {
            instance.steps(1);
            return f.table().equals(f.wanted());
        });
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }
}
