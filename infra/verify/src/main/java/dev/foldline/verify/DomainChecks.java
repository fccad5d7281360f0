package dev.foldline.verify;

import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.TableReader;
import java.util.List;

/** Checks that know a domain, beside those that hold for every pipeline. Methods are called in this order. */
interface DomainChecks {

    /** Takes one event, in the order of its partition. */
    void row(EventRow row);

    /** Compares the tables of one partition, whose events have all been given. */
    void endPartition(TableReader tables, int partition);

    /** Compares the rest, when all partitions are done; to be called once. */
    List<CheckReport> reports();
}
