package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.parcel.ParcelFound;
import dev.foldline.schema.parcel.ParcelLost;
import dev.foldline.schema.parcel.ParcelReturned;
import dev.foldline.schema.parcel.ParcelSent;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaHistoryTest {

    @Test
    void theShapesBeforeThePresentOneAreReadOldestFirst() {
        assertThat(SchemaHistory.before(ParcelSent.class))
                .extracting(DomainRecords::eventVersion)
                .containsExactly(1, 2);
        assertThat(SchemaHistory.before(ParcelSent.class))
                .extracting(Schema::getFullName)
                .containsOnly("dev.foldline.schema.parcel.ParcelSent");
    }

    @Test
    void anEventInItsFirstVersionHasNone() {
        assertThat(SchemaHistory.before(AccountOpened.class)).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(ParcelLost.class))
                .withMessageStartingWith("schema-history/dev.foldline.schema.parcel.ParcelLost/1.avsc is not on the"
                        + " classpath: commit the schema of dev.foldline.schema.parcel.ParcelLost as it was in version"
                        + " 1");
    }

    @Test
    void aFileThatHoldsAnotherVersionIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(ParcelFound.class))
                .withMessage("schema-history/dev.foldline.schema.parcel.ParcelFound/1.avsc holds version 2 of"
                        + " dev.foldline.schema.parcel.ParcelFound");
    }

    @Test
    void aFileThatIsNoSchemaIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaHistory.before(ParcelReturned.class))
                .withMessageStartingWith(
                        "schema-history/dev.foldline.schema.parcel.ParcelReturned/1.avsc is no Avro schema: ");
    }
}
