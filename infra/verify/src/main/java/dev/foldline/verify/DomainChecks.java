package dev.foldline.verify;

import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.TableReader;
import java.util.List;

/** Checks that know a domain, beside those that hold for every pipeline. Methods are called in this order. */
interface DomainChecks {

    /** For a pipeline without the example domains: what others have made of events is theirs to check. */
    DomainChecks NONE = new DomainChecks() {
        @Override
        public void row(EventRow row) {
            // Every event is another domain's.
        }

        @Override
        public void endPartition(TableReader tables, int partition) {
            // The tables of the example domains may not be there.
        }

        @Override
        public List<CheckReport> reports() {
            return List.of();
        }
    };

    /** Takes one event, in the order of its partition. */
    void row(EventRow row);

    /** Compares the tables of one partition, whose events have all been given. */
    void endPartition(TableReader tables, int partition);

    /** Compares the rest, when all partitions are done; to be called once. */
    List<CheckReport> reports();
}
