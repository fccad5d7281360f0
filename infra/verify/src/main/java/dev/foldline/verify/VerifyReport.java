package dev.foldline.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.verify.check.CheckReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a verification found, as lines for people or JSON for programs.
 *
 * @param checks one per check, at least one
 * @param took   how long it took
 */
public record VerifyReport(List<CheckReport> checks, Duration took) {

    private static final double MS_PER_S = 1_000.0;

    /** Whether no check found anything wrong. */
    public boolean ok() {
        return checks.stream().allMatch(CheckReport::ok);
    }

    /** Prints a line for each check and one about all, or one JSON object. */
    public void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(json());
        } else {
            checks.forEach(check -> out.println(check.line()));
            long failed = checks.stream().filter(check -> !check.ok()).count();
            String verdict = failed == 0 ? "all are ok" : failed + " FAILED";
            out.printf(Locale.ROOT, "%d checks in %.1f s: %s%n", checks.size(), took.toMillis() / MS_PER_S, verdict);
        }
        out.flush();
    }

    /** The same for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ok", ok()).put("tookMs", took.toMillis());
        ArrayNode array = json.putArray("checks");
        for (CheckReport check : checks) {
            ObjectNode one = array.addObject().put("name", check.name()).put("ok", check.ok());
            ObjectNode counts = one.putObject("counts");
            check.counts().forEach(counts::put);
            one.put("differences", check.differences()).put("firstDifference", check.firstDifference());
        }
        return json;
    }
}
