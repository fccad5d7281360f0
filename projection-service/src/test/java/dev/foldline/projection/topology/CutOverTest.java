package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.example.account.AccountBalances;
import dev.foldline.projection.handover.Phase;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One build of a view takes over from another, and the topic shows what differs and nothing else. */
class CutOverTest {

    private final EventLog log = new EventLog();
    private final TestBuild<AccountBalance> former;
    private final TestBuild<AccountBalance> next;

    CutOverTest(@TempDir Path stateDir) {
        former = new TestBuild<>(log, new Buggy(), "former", Phase.SERVING, stateDir);
        next = new TestBuild<>(log, AccountBalances.VIEW, "next", Phase.BUILDING, stateDir);
    }

    /** Forgets the money of odd accounts, keeps no closed account, and shows accounts that nobody opened. */
    private static final class Buggy implements Projection<AccountBalance> {

        private final Fold<AccountBalance> right = AccountBalances.VIEW.fold();

        @Override
        public String name() {
            return AccountBalances.NAME;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Fold<AccountBalance> fold() {
            return Fold.into(AccountBalance.class)
                    .on(AccountOpened.class, Buggy::opened)
                    .on(MoneyDeposited.class, (row, event, at) -> right.apply(row, new Event(event, at)))
                    .on(AccountClosed.class, (row, event, at) -> null);
        }

        private static AccountBalance opened(@Nullable AccountBalance row, AccountOpened event, EventMetadata at) {
            boolean odd = event.getAccountId().endsWith("odd");
            return account(event.getAccountId(), odd ? 0 : event.getInitialDepositMinor(), AccountStatus.OPEN, 1);
        }
    }

    @BeforeEach
    void fillBoth() {
        open(1, "a");
        open(2, "b-odd");
        open(3, "c");
        open(4, "d-odd");
        open(5, "e");
        pipe(6, "e", 2, new AccountClosed("e", "moved"));
        former.published();
    }

    @AfterEach
    void close() {
        former.close();
        next.close();
    }

    @Test
    void aBuildThatDoesNotServeYetPublishesNothing() {
        assertThat(next.published()).isEmpty();
        assertThat(next.stored("a")).isNotNull();
    }

    @Test
    void onlyRowsThatDifferArePublishedAndEachOnce() {
        cutOver();

        assertThat(next.published())
                .extracting(record -> record.key() + "=" + ((AccountBalance) next.row(record)).getBalanceMinor())
                .containsExactlyInAnyOrder("b-odd=100", "d-odd=100", "e=100");
        assertThat(former.published()).isEmpty();
        assertThat(next.handover.phases()).containsEntry(0, Phase.SERVING);
        assertThat(former.handover.phases()).containsEntry(0, Phase.RETIRED);
    }

    @Test
    void rowsThatTheNewBuildDoesNotHaveAreRemoved(@TempDir Path other) {
        try (TestBuild<AccountBalance> without = new TestBuild<>(log, new Buggy(), "without", Phase.BUILDING, other);
                TestBuild<AccountBalance> with =
                        new TestBuild<>(log, AccountBalances.VIEW, "with", Phase.SERVING, other)) {
            for (TestBuild<AccountBalance> each : List.of(without, with)) {
                each.events.pipeInput(log.event("e", 1, 1, new AccountOpened("e", "Ada", "EUR", 100L)));
                each.events.pipeInput(log.event("e", 2, 2, new AccountClosed("e", "moved")));
            }
            with.published();

            cutOver(with, without);

            assertThat(without.publishedRows()).containsOnlyKeys("e").containsEntry("e", null);
        }
    }

    @Test
    void theNewBuildWaitsUntilItHasFoldedAllThatTheFormerHad() {
        former.events.pipeInput(log.event("a", 2, 7, deposited("a", 150)));
        former.published();
        retireFormer();
        look();

        assertThat(next.handover.phases()).containsEntry(0, Phase.BUILDING);

        next.events.pipeInput(log.event("a", 2, 7, deposited("a", 150)));
        look();

        assertThat(next.handover.phases()).containsEntry(0, Phase.SERVING);
        assertThat(next.publishedRows()).containsOnlyKeys("b-odd", "d-odd", "e");
    }

    @Test
    void theFormerBuildFoldsNothingMoreOnceItRetires() {
        retireFormer();
        pipe(7, "a", 2, deposited("a", 150));
        look();

        assertThat(former.published()).isEmpty();
        assertThat(former.stored("a")).isNotEqualTo(next.stored("a"));
        assertThat(next.publishedRows())
                .containsOnlyKeys("a", "b-odd", "d-odd", "e")
                .containsEntry("a", next.stored("a"));
    }

    @Test
    void afterTheCutOverTheNewBuildPublishesWhatChanges() {
        cutOver();
        next.published();

        next.events.pipeInput(log.event("c", 2, 7, deposited("c", 160)));

        assertThat(next.publishedRows()).containsOnlyKeys("c");
    }

    private void cutOver() {
        cutOver(former, next);
    }

    private static void cutOver(TestBuild<?> from, TestBuild<?> to) {
        from.handover.retire(to.handoverTopic);
        from.look();
        to.take(from.handedTo(to));
        for (int i = 0; i < 10; i++) {
            to.look();
            to.take(to.handedTo(to));
        }
    }

    private void retireFormer() {
        former.handover.retire(next.handoverTopic);
        former.look();
        next.take(former.handedTo(next));
    }

    private void look() {
        for (int i = 0; i < 10; i++) {
            next.look();
            next.take(next.handedTo(next));
        }
    }

    private void open(long position, String account) {
        pipe(position, account, 1, new AccountOpened(account, "Ada", "EUR", 100L));
    }

    private void pipe(long position, String account, long version, SpecificRecord event) {
        former.events.pipeInput(log.event(account, version, position, event));
        next.events.pipeInput(log.event(account, version, position, event));
    }

    private static MoneyDeposited deposited(String account, long balanceMinor) {
        return new MoneyDeposited(account, 1L, "EUR", balanceMinor, "");
    }

    private static AccountBalance account(String id, long balanceMinor, AccountStatus status, long version) {
        return new AccountBalance(
                id, "Ada", "EUR", balanceMinor, status, balanceMinor > 0 ? 1L : 0L, version, EventLog.AT);
    }
}
