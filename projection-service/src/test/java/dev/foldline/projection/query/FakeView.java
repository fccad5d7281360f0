package dev.foldline.projection.query;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Rows in a map, with a switch that makes the view unavailable. */
final class FakeView implements ViewReader {

    private final SortedMap<String, SpecificRecord> rows = new TreeMap<>();
    private boolean available = true;

    void put(String key, SpecificRecord row) {
        rows.put(key, row);
    }

    void rebalance() {
        available = false;
    }

    @Override
    public Optional<SpecificRecord> row(String key) throws ViewUnavailableException {
        check();
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public List<SpecificRecord> rows(int limit) throws ViewUnavailableException {
        check();
        return rows.values().stream().limit(limit).toList();
    }

    private void check() throws ViewUnavailableException {
        if (!available) {
            throw new ViewUnavailableException("account-balances is REBALANCING, not RUNNING", null);
        }
    }
}
