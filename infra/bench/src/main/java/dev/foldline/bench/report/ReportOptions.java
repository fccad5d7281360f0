package dev.foldline.bench.report;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a benchmark prints what it found. */
public final class ReportOptions {

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Prints one report. */
    public void print(BenchReport report, PrintWriter out) {
        if (json) {
            out.println(report.json());
            out.flush();
        } else {
            report.print(out);
        }
    }
}
