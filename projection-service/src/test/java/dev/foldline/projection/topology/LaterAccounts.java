package dev.foldline.projection.topology;

import dev.foldline.domain.Domain;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.Migration;
import dev.foldline.schema.account.AccountOpened;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** A version of {@link AccountOpened} that this build does not have, and the step that reads it. */
public final class LaterAccounts implements Domain {

    private static final Schema PRESENT = AccountOpened.getClassSchema();
    private static final int LATER = EventVersion.of(PRESENT) + 1;

    /** Has the owner in two parts, and the deposit in major units. */
    static final Schema OPENED = SchemaBuilder.record(PRESENT.getFullName())
            .prop(EventVersion.PROPERTY, LATER)
            .fields()
            .requiredString("accountId")
            .requiredString("firstName")
            .requiredString("lastName")
            .requiredString("currency")
            .requiredLong("deposit")
            .endRecord();

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return List.of(new Migration<>(PRESENT.getFullName(), LATER, EventVersion.of(PRESENT), LaterAccounts::present));
    }

    private static GenericRecord present(GenericRecord later) {
        return new GenericRecordBuilder(PRESENT)
                .set("accountId", later.get("accountId"))
                .set("owner", later.get("firstName") + " " + later.get("lastName"))
                .set("currency", later.get("currency"))
                .set("initialDepositMinor", (long) later.get("deposit") * 100)
                .build();
    }
}
