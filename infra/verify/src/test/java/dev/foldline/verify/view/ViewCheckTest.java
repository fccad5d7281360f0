package dev.foldline.verify.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.SamplePipeline;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewCheckTest {

    private final Findings findings = new Findings("view account-balances equals a fold of the table");
    private final Map<String, AccountBalance> folded = fold();
    private final ViewCheck view = new ViewCheck(findings, folded);

    @Test
    void theFoldGivesBalanceTransactionsVersionAndTime() {
        assertThat(folded)
                .containsExactly(Map.entry(
                        SamplePipeline.ACCOUNT,
                        new AccountBalance(
                                SamplePipeline.ACCOUNT,
                                "Ada",
                                "EUR",
                                150L,
                                AccountStatus.OPEN,
                                2L,
                                2L,
                                SamplePipeline.AT)));
    }

    @Test
    void equalRowsAreOk() {
        view.compareAll("topic", folded);

        assertThat(view.matches(folded)).isTrue();
        assertThat(view.report().line())
                .isEqualTo("ok      view account-balances equals a fold of the table: 1 rows folded, 1 on the topic");
    }

    @Test
    void aWrongRowIsFound() {
        AccountBalance wrong = AccountBalance.newBuilder(folded.get(SamplePipeline.ACCOUNT))
                .setBalanceMinor(149)
                .build();
        Map<String, AccountBalance> shown = Map.of(SamplePipeline.ACCOUNT, wrong);

        view.compareAll("topic", shown);

        assertThat(view.matches(shown)).isFalse();
        assertThat(view.matchesSome(shown)).isFalse();
        assertThat(view.report().line())
                .startsWith("FAILED")
                .endsWith("first: the topic's row account-1: balanceMinor is 149, not 150");
    }

    @Test
    void aMissingRowIsFound() {
        view.compareAll("topic", Map.of());

        assertThat(view.report().firstDifference()).isEqualTo("the topic has no row account-1");
    }

    @Test
    void aRowTooManyIsFound() {
        Map<String, AccountBalance> shown = new HashMap<>(folded);
        folded.values().forEach(row -> shown.put("account-2", row));

        view.compareAll("topic", shown);

        assertThat(view.report().firstDifference()).isEqualTo("the topic has a row too many: account-2");
    }

    @Test
    void aSampleLooksOnlyAtItsKeys() {
        view.compareSome("query", Map.of());

        assertThat(view.report().ok()).isTrue();
        assertThat(view.sampleKeys(10)).containsExactly(SamplePipeline.ACCOUNT);
    }

    private Map<String, AccountBalance> fold() {
        BalanceFold fold = new BalanceFold(SamplePipeline::decode, findings);
        new SamplePipeline().eventRows.forEach(fold::row);
        return fold.rows();
    }
}
