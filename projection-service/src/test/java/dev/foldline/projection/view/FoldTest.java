package dev.foldline.projection.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.DomainRecords;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.projection.AccountBalance;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FoldTest {

    private static final EventMetadata METADATA = new EventMetadata("account-1", 1, 0, 1, Instant.EPOCH);

    @Test
    void readsExactlyTheEventsThatItHasStepsFor() {
        Fold<AccountBalance> fold =
                Fold.into(AccountBalance.class).on(AccountOpened.class, (row, event, metadata) -> row);

        assertThat(fold.events()).containsExactly(AccountOpened.getClassSchema());
        assertThat(fold.rowSchema()).isEqualTo(AccountBalance.getClassSchema());
    }

    @Test
    void refusesASecondStepForAnEvent() {
        Fold<AccountBalance> fold =
                Fold.into(AccountBalance.class).on(AccountOpened.class, (row, event, metadata) -> row);

        assertThatThrownBy(() -> fold.on(AccountOpened.class, (row, event, metadata) -> null))
                .hasMessage("AccountOpened has two steps in one fold");
    }

    @Test
    void refusesAnEventThatItHasNoStepFor() {
        Fold<AccountBalance> fold = Fold.into(AccountBalance.class);

        assertThatThrownBy(() -> fold.apply(null, new Event(new AccountClosed("account-1", "moved"), METADATA)))
                .hasMessageContaining("dev.foldline.schema.account.AccountClosed has no step");
    }

    @Test
    void everyShippedViewHasItsRowRegisteredUnderItsName() {
        Map<String, Schema> registered = new HashMap<>();
        DomainRecords.all().forEach(domain -> registered.putAll(domain.views()));
        List<Projection<?>> projections = Projection.all();

        assertThat(projections).isNotEmpty();
        assertThat(projections)
                .allSatisfy(projection -> assertThat(registered)
                        .containsEntry(projection.name(), projection.fold().rowSchema()));
    }
}
