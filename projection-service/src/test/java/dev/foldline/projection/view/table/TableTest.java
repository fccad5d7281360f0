package dev.foldline.projection.view.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.projection.AccountBalance;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    private static final Table<AccountBalance> TABLE =
            Table.of(AccountBalance.class, "balances", "account_id").text("owner", AccountBalance::getOwner);

    @Test
    void aTableWithOneMoreLeavesTheOtherAsItWas() {
        Table<AccountBalance> wider =
                TABLE.bigint("version", AccountBalance::getVersion).indexed("owner", "partition");
        assertThat(wider.columns()).extracting(Table.Column::name).containsExactly("owner", "version");
        assertThat(wider.indexes()).containsExactly(List.of("owner", "partition"));
        assertThat(TABLE.columns()).hasSize(1);
        assertThat(TABLE.indexes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Owner", "own\"er", "1st", "a b", "ümlaut"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> Table.of(AccountBalance.class, name, "id")).hasMessageContaining('"' + name + '"');
        assertThatThrownBy(() -> Table.of(AccountBalance.class, "t", name)).hasMessageContaining('"' + name + '"');
        assertThatThrownBy(() -> TABLE.text(name, AccountBalance::getOwner)).hasMessageContaining('"' + name + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "account_id", "partition"})
    void aColumnThatIsThereIsRefused(String column) {
        assertThatThrownBy(() -> TABLE.text(column, AccountBalance::getOwner))
                .hasMessage("table balances has two columns " + column);
    }

    @Test
    void anIndexOnWhatIsNoColumnIsRefused() {
        assertThatThrownBy(() -> TABLE.indexed("currency")).hasMessageContaining("[currency]");
        assertThatThrownBy(TABLE::indexed).hasMessageContaining("[]");
    }
}
