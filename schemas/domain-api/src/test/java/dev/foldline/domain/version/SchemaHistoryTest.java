package dev.foldline.domain.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.foldline.schema.loan.BookFound;
import dev.foldline.schema.loan.BookLent;
import dev.foldline.schema.loan.BookLost;
import dev.foldline.schema.loan.BookReturned;
import dev.foldline.schema.loan.BookSold;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaHistoryTest {

    @Test
    void theShapesBeforeThePresentOneAreReadOldestFirst() {
        assertThat(SchemaHistory.before(BookLent.class))
                .extracting(EventVersion::of)
                .containsExactly(1, 2);
        assertThat(SchemaHistory.before(BookLent.class))
                .extracting(Schema::getFullName)
                .containsOnly("dev.foldline.schema.loan.BookLent");
    }

    @Test
    void anEventInItsFirstVersionHasNone() {
        assertThat(SchemaHistory.before(BookReturned.class)).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(BookLost.class))
                .withMessageStartingWith("schema-history/dev.foldline.schema.loan.BookLost/1.avsc is not on the"
                        + " classpath: commit the schema of dev.foldline.schema.loan.BookLost as it was in version"
                        + " 1");
    }

    @Test
    void aFileThatHoldsAnotherVersionIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(BookFound.class))
                .withMessage("schema-history/dev.foldline.schema.loan.BookFound/1.avsc holds version 2 of"
                        + " dev.foldline.schema.loan.BookFound");
    }

    @Test
    void aFileThatIsNoSchemaIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(BookSold.class))
                .withMessageStartingWith(
                        "schema-history/dev.foldline.schema.loan.BookSold/1.avsc is not an Avro schema: ");
    }
}
