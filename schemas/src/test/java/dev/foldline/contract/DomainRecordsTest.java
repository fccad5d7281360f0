package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.schema.CommandResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class DomainRecordsTest {

    @Test
    void aDomainOnTheClasspathIsFound() {
        assertThat(DomainRecords.all()).hasAtLeastOneElementOfType(ParcelRecords.class);
    }

    @Test
    void everyRecordSaysWhatItIs() {
        assertThat(records())
                .allSatisfy(record -> assertThat(record.getDoc())
                        .as("doc of %s", record.getFullName())
                        .isNotBlank());
    }

    @Test
    void noRecordIsNamedTwice() {
        assertThat(records()).extracting(Schema::getFullName).doesNotHaveDuplicates();
    }

    @Test
    void aNewEventHasVersionOne() {
        DomainRecords.all()
                .forEach(domain -> assertThat(domain.events())
                        .allSatisfy(event -> assertThat(EventVersion.of(event)).isPositive()));
        assertThat(EventVersion.of(CommandResult.getClassSchema())).isOne();
    }

    @Test
    void theMigrationsOfAllDomainsMakeOneSetOfPaths() throws Exception {
        MigrationPaths<GenericRecord> paths = DomainRecords.migrationPaths();

        for (DomainRecords domain : DomainRecords.all()) {
            for (Migration<GenericRecord> migration : domain.migrations()) {
                paths.require(migration.type(), migration.from(), migration.to());
            }
        }
    }

    private static List<Schema> records() {
        List<Schema> records = new ArrayList<>(List.of(CommandResult.getClassSchema()));
        for (DomainRecords domain : DomainRecords.all()) {
            records.addAll(domain.commands());
            records.addAll(domain.events());
            records.addAll(domain.views().values());
            records.addAll(domain.processes().values());
        }
        return records;
    }
}
