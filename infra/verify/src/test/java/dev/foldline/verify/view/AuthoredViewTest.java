package dev.foldline.verify.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.view.Projection;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.source.EventRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AuthoredViewTest {

    private static final Projection<CurrencyTotal> SUMS = Projection.named("sums", 1, CurrencyTotal.class)
            .rowKeys(event -> {
                MoneyDeposited deposit = (MoneyDeposited) event.data();
                if (deposit.getReference().equals("nowhere")) {
                    throw new IllegalStateException("this event belongs nowhere");
                }
                return List.of(deposit.getCurrency(), "all");
            })
            .on(MoneyDeposited.class, (row, event, metadata) -> {
                if (event.getReference().equals("refused by EUR")
                        && metadata.rowKey().equals("EUR")) {
                    throw new IllegalStateException("this event is refused");
                }
                long before = row == null ? 0 : row.getPaidMinor();
                return new CurrencyTotal(metadata.rowKey(), before + event.getAmountMinor(), 0L);
            });

    private final Findings findings = new Findings("view sums");
    private SpecificRecord next = deposit(0, "EUR", "");
    private final AuthoredView<CurrencyTotal> view = new AuthoredView<>(SUMS, _ -> next, findings);
    private long position;

    @Test
    void everyRowOfAnEventIsFoldedWithTheAuthorsOwnFold() {
        give(deposit(5, "EUR", ""));
        give(deposit(7, "USD", ""));

        assertThat(view.rows())
                .isEqualTo(Map.of("EUR", total("EUR", 5), "USD", total("USD", 7), "all", total("all", 12)));
        assertThat(view.unknownRows()).isZero();
    }

    @Test
    void aRowThatAnEventCouldNotBeAppliedToIsNotCompared() {
        give(deposit(5, "EUR", ""));
        give(deposit(1, "EUR", "refused by EUR"));
        give(deposit(7, "EUR", ""));

        assertThat(view.rows()).isEqualTo(Map.of("all", total("all", 13)));
        assertThat(view.comparable(Map.of("EUR", total("EUR", 5), "all", total("all", 13))))
                .containsOnlyKeys("all");
        assertThat(view.unknownRows()).isEqualTo(1);
        assertThat(view.isUnknown()).isFalse();
    }

    @Test
    void whereTheRowsOfAnEventCannotBeToldTheViewIsNotCompared() {
        give(deposit(5, "EUR", "nowhere"));

        assertThat(view.isUnknown()).isTrue();
        assertThat(findings.report(Map.of()).ok()).isTrue();
    }

    private void give(SpecificRecord event) {
        next = event;
        position++;
        view.row(new EventRow(
                0,
                position,
                "account-1",
                "account",
                position,
                new UUID(0, position),
                event.getSchema().getFullName(),
                1,
                new byte[0],
                Instant.EPOCH,
                new UUID(0, 0),
                new UUID(0, 0),
                position,
                null,
                null,
                null,
                0,
                0));
    }

    private static MoneyDeposited deposit(long amountMinor, String currency, String reference) {
        return new MoneyDeposited("account-1", amountMinor, currency, amountMinor, reference);
    }

    private static CurrencyTotal total(String key, long minor) {
        return new CurrencyTotal(key, minor, 0L);
    }
}
