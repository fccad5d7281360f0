package dev.foldline.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.view.Projection;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookLost;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.BranchLoans;
import dev.foldline.schema.loan.LendBook;
import dev.foldline.schema.loan.ReturnBook;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class DomainsTest {

    private final Domains domains = new Domains(List.of(new Books()));

    @Test
    void theRecordsToRegisterFollowFromTheDomain() {
        assertThat(domains.commands()).containsExactly(LendBook.getClassSchema(), ReturnBook.getClassSchema());
        assertThat(domains.events()).containsExactly(BookLent.getClassSchema(), BookReturned.getClassSchema());
        assertThat(domains.views()).containsExactlyEntriesOf(Map.of("branch-loans", BranchLoans.SCHEMA$));
        assertThat(domains.readModels())
                .extracting(model -> model.name() + "/" + model.view())
                .containsExactly("branch-loans/branch-loans");
    }

    @Test
    void theOlderShapesOfAnEventAreFoundByThemselves() {
        assertThat(Domains.olderShapes(BookLent.getClassSchema()))
                .extracting(Schema::getFullName)
                .containsExactly(BookLent.class.getName(), BookLent.class.getName());
        assertThat(Domains.olderShapes(BookReturned.getClassSchema())).isEmpty();
        assertThatThrownBy(() -> Domains.olderShapes(BookLost.getClassSchema()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BookLost/1.avsc is not on the classpath");
    }

    @Test
    void aDomainOnTheClassPathIsFound() {
        assertThat(Domains.onClassPath().all()).hasExactlyElementsOfTypes(Books.class);
    }

    @Test
    void twoDomainsThatClaimOneNameAreRefusedAndBothAreNamed() {
        Domain other = new Domain() {
            @Override
            public List<Projection<?>> projections() {
                return List.of(Projection.named("branch-loans", 2, BranchLoans.class));
            }
        };
        assertThatThrownBy(() -> new Domains(List.of(new Books(), other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("domains dev.foldline.domain.Books and "
                        + other.getClass().getName() + " both have view branch-loans version 2");
    }
}
