package dev.foldline.projection.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.projection.view.Fold;
import dev.foldline.projection.view.Projection;
import dev.foldline.projection.view.RowKey;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.schema.projection.CustomerOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewSpecTest {

    private static final AccountOpened ADA = new AccountOpened("a", "Ada", "EUR", 7L);
    private static final AccountOpened BOB = new AccountOpened("b", "Bob", "EUR", 8L);

    /** A view that counts the accounts of a currency, and takes note of the one that came last. */
    private record LastOpened(Fold<CustomerOrders> fold) implements Projection<CustomerOrders> {

        static LastOpened by(Fold.Step<CustomerOrders, AccountOpened> step) {
            return new LastOpened(Fold.into(CustomerOrders.class)
                    .on(AccountOpened.class, step)
                    .on(AccountClosed.class, (row, event, metadata) -> null));
        }

        @Override
        public String name() {
            return "last-opened";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public RowKey rowKey() {
            return RowKey.of(event -> event.data() instanceof AccountOpened opened ? opened.getCurrency() : null);
        }
    }

    @Test
    void anEventIsFoldedIntoTheRowOfItsKey() {
        CustomerOrders one = row("x", 1);
        ViewSpec.of(LastOpened.by((row, event, metadata) -> one))
                .given("a", ADA)
                .thenKeys("EUR")
                .thenRow("EUR", one)
                .thenNoRow("a");
    }

    @Test
    void anEventThatTheFoldDoesNotReadOrThatHasNoRowIsPassedOver() {
        ViewSpec.of(LastOpened.by((row, event, metadata) -> row("x", 1)))
                .given("a", ADA, new MoneyDeposited("a", 1L, "EUR", 8L, ""), new AccountClosed("a", "moved"))
                .thenKeys("EUR");
    }

    @Test
    void metadataAreThoseOfConsecutiveEvents() {
        List<String> seen = new ArrayList<>();
        ViewSpec.of(LastOpened.by((row, event, metadata) -> {
                    seen.add(metadata.aggregateId() + " " + metadata.aggregateVersion() + " " + metadata.position()
                            + " " + metadata.occurredAt());
                    return row("x", 1);
                }))
                .given("a", ADA)
                .given("b", BOB, BOB)
                .at(Instant.parse("2025-01-01T00:00:00Z"))
                .given("a", ADA);

        assertThat(seen)
                .containsExactly(
                        "a 1 1 2026-01-01T00:00:00Z",
                        "b 1 2 2026-01-01T00:00:01Z",
                        "b 2 3 2026-01-01T00:00:02Z",
                        "a 2 4 2025-01-01T00:00:00Z");
    }

    @Test
    void anotherRowIsRefusedAndBothAreNamed() {
        ViewSpec<CustomerOrders> spec = ViewSpec.of(LastOpened.by((row, event, metadata) -> row("x", 1)))
                .given("a", ADA);

        assertThatThrownBy(() -> spec.thenRow("EUR", row("x", 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("last-opened: row EUR should be {\"customerId\": \"x\", \"placed\": 2,")
                .hasMessageContaining("but is {\"customerId\": \"x\", \"placed\": 1,");
        assertThatThrownBy(() -> spec.thenNoRow("EUR")).hasMessageContaining("row EUR should be null, but is {");
        assertThatThrownBy(() -> spec.thenKeys("EUR", "USD"))
                .hasMessage("last-opened: the keys should be [EUR, USD], but is [EUR]");
    }

    @Test
    void aFoldThatDependsOnTheOrderOfTwoAggregatesIsFound() {
        ViewSpec<CustomerOrders> spec = ViewSpec.of(LastOpened.by((row, event, metadata) -> row(event.getOwner(), 1)))
                .given("a", ADA)
                .given("b", BOB);

        assertThatThrownBy(() -> spec.thenKeys("EUR"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("last-opened: row EUR depends on the order of events of different aggregates:"
                        + " after b version 1, a version 1 it should be {");
    }

    @Test
    void theOrderOfOneAggregatesOwnEventsMayMatter() {
        ViewSpec.of(LastOpened.by((row, event, metadata) -> row(event.getOwner(), 1)))
                .given("a", ADA, BOB)
                .thenRow("EUR", row("Bob", 1));
    }

    @Test
    void aRowThatIsChangedInPlaceIsFound() {
        ViewSpec<CustomerOrders> spec = ViewSpec.of(LastOpened.by((row, event, metadata) -> {
                    if (row == null) {
                        return row("x", 1);
                    }
                    row.getTotals().add(new CurrencyTotal("EUR", 1L, 0L));
                    return row;
                }))
                .given("a", ADA);

        assertThatThrownBy(() -> spec.given("b", BOB))
                .isInstanceOf(AssertionError.class)
                .hasMessage("row EUR: the step of AccountOpened changes the row before it in place;"
                        + " it must make a new one");
    }

    @Test
    void anEventThatTheFoldRefusesLeavesNothingBehind() {
        ViewSpec<CustomerOrders> spec = ViewSpec.of(LastOpened.by((row, event, metadata) -> {
            if ("Ada".equals(event.getOwner())) {
                throw new IllegalStateException("not her");
            }
            return row(metadata.position() + "", 1);
        }));

        assertThatThrownBy(() -> spec.given("a", ADA)).hasMessage("not her");
        spec.thenKeys().given("b", BOB).thenRow("EUR", row("1", 1));
    }

    private static CustomerOrders row(String customerId, long placed) {
        return new CustomerOrders(customerId, placed, 0L, 0L, 0L, 0L, List.of(), "", Instant.EPOCH, Instant.EPOCH);
    }
}
