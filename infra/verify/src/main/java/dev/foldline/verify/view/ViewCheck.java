package dev.foldline.verify.view;

import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One view, as its topic and its query show it, equals a fold of the table. */
public final class ViewCheck {

    private final Findings findings;
    private final Map<String, ? extends SpecificRecord> folded;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /**
     * @param findings named after the view; may have differences already
     * @param folded   what the view must show, by key
     */
    public ViewCheck(Findings findings, Map<String, ? extends SpecificRecord> folded) {
        this.findings = findings;
        this.folded = folded;
        counts.put("rows folded", (long) folded.size());
    }

    /** Whether rows are those of the fold. */
    public boolean matches(Map<String, ? extends SpecificRecord> shown) {
        return folded.equals(shown);
    }

    /** Whether these rows are those of the fold; those of other keys are not looked at. */
    public boolean matchesSome(Map<String, ? extends @Nullable SpecificRecord> shown) {
        return shown.entrySet().stream().allMatch(row -> Objects.equals(folded.get(row.getKey()), row.getValue()));
    }

    /** Keys of the fold, spread evenly over their order; all keys where their number does not exceed the limit. */
    public List<String> sampleKeys(int max) {
        List<String> keys = folded.keySet().stream().sorted().toList();
        int step = Math.max(1, Math.ceilDiv(keys.size(), max));
        return IntStream.iterate(0, i -> i < keys.size(), i -> i + step)
                .mapToObj(keys::get)
                .toList();
    }

    /** Compares all rows. */
    public void compareAll(String source, Map<String, ? extends SpecificRecord> shown) {
        counts.put("on the " + source, (long) shown.size());
        // In order of key, so that the first difference is the same on every run.
        TreeSet<String> keys = new TreeSet<>(folded.keySet());
        keys.addAll(shown.keySet());
        keys.forEach(key -> compare(source, key, shown.get(key)));
    }

    /** Compares some rows; those of other keys are not looked at. */
    public void compareSome(String source, Map<String, ? extends @Nullable SpecificRecord> shown) {
        counts.put("on the " + source, (long) shown.size());
        shown.forEach((key, row) -> compare(source, key, row));
    }

    /** Takes note that a source could not be read. */
    public void unreadable(@Nullable String sentence) {
        findings.differ(String.valueOf(sentence));
    }

    public CheckReport report() {
        return findings.report(counts);
    }

    private void compare(String source, String key, @Nullable SpecificRecord shown) {
        SpecificRecord wanted = folded.get(key);
        if (wanted == null && shown == null) {
            return;
        }
        if (wanted == null || shown == null) {
            findings.differ("the " + source + (shown == null ? " has no row " : " has a row too many: ") + key);
            return;
        }
        for (Schema.Field field : wanted.getSchema().getFields()) {
            Object wantedValue = wanted.get(field.pos());
            Object shownValue = shown.get(field.pos());
            if (!Objects.equals(wantedValue, shownValue)) {
                findings.differ("the " + source + "'s row " + key + ": " + field.name() + " is " + shownValue + ", not "
                        + wantedValue);
                return;
            }
        }
    }
}
