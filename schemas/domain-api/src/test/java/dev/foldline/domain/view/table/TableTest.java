package dev.foldline.domain.view.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.loan.BranchLoans;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

    private static final Table<BranchLoans> TABLE =
            Table.of(BranchLoans.class, "loans", "branch").text("borrower", BranchLoans::getLastBorrower);

    @Test
    void aTableWithOneMoreLeavesTheOtherAsItWas() {
        Table<BranchLoans> wider = TABLE.bigint("lent", BranchLoans::getLent).indexed("borrower", "partition");
        assertThat(wider.columns()).extracting(Table.Column::name).containsExactly("borrower", "lent");
        assertThat(wider.indexes()).containsExactly(List.of("borrower", "partition"));
        assertThat(TABLE.columns()).hasSize(1);
        assertThat(TABLE.indexes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Owner", "own\"er", "1st", "a b", "ümlaut"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> Table.of(BranchLoans.class, name, "id")).hasMessageContaining('"' + name + '"');
        assertThatThrownBy(() -> Table.of(BranchLoans.class, "t", name)).hasMessageContaining('"' + name + '"');
        assertThatThrownBy(() -> TABLE.text(name, BranchLoans::getLastBorrower)).hasMessageContaining('"' + name + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"borrower", "branch", "partition"})
    void aColumnThatIsThereIsRefused(String column) {
        assertThatThrownBy(() -> TABLE.text(column, BranchLoans::getLastBorrower))
                .hasMessage("table loans has two columns " + column);
    }

    @Test
    void anIndexOnWhatIsNoColumnIsRefused() {
        assertThatThrownBy(() -> TABLE.indexed("currency")).hasMessageContaining("[currency]");
        assertThatThrownBy(TABLE::indexed).hasMessageContaining("[]");
    }
}
