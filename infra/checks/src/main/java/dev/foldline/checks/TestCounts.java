package dev.foldline.checks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Prints the closing line of a tier: how many tests of all modules have run since the build began, and how they ended.
 * It reads the reports of Surefire and Failsafe. Without any it prints nothing. It is run from its
 * source, on Java 17 too.
 *
 * <pre>java infra/checks/src/main/java/dev/foldline/checks/TestCounts.java TIER ROOT START</pre>
 *
 * @param suites test classes, nested ones counted apart
 * @param failed with a failure or an error
 */
record TestCounts(int suites, int tests, int failed, int skipped) {

    private static final TestCounts NONE = new TestCounts(0, 0, 0, 0);
    private static final Pattern REPORT = Pattern.compile(".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml");

    /** Modules are at most two folders deep, and reports two more. */
    private static final int DEPTH_MAX = 5;

    public static void main(String[] args) throws IOException {
        String tier = args[0];
        Instant start = Instant.parse(args[2]);
        TestCounts counts = since(start, Path.of(args[1]));
        if (counts.suites() > 0) {
            System.out.println(counts.line(tier, Duration.between(start, Instant.now())));
        }
    }

    /** What the reports say that were written since the start; older ones are of another build. */
    static TestCounts since(Instant start, Path root) throws IOException {
        TestCounts sum = NONE;
        try (Stream<Path> files = Files.walk(root, DEPTH_MAX)) {
            for (Path file : files.filter(TestCounts::isReport).toList()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(start)) {
                    sum = sum.plus(read(file));
                }
            }
        }
        return sum;
    }

    String line(String tier, Duration took) {
        return "tier " + tier + ": " + tests + " tests, " + failed + " failed, " + skipped + " skipped, "
                + took.toSeconds() + " s";
    }

    private TestCounts plus(TestCounts other) {
        return new TestCounts(
                suites + other.suites, tests + other.tests, failed + other.failed, skipped + other.skipped);
    }

    private static boolean isReport(Path file) {
        return REPORT.matcher(file.toString().replace(File.separatorChar, '/')).matches();
    }

    private static TestCounts read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // Comments before the root element.
            }
            int failed = number(reader, "failures") + number(reader, "errors");
            return new TestCounts(1, number(reader, "tests"), failed, number(reader, "skipped"));
        } catch (XMLStreamException e) {
            throw new IOException(file + " is not a report of tests", e);
        }
    }

    private static int number(XMLStreamReader reader, String attribute) {
        return Integer.parseInt(reader.getAttributeValue(null, attribute));
    }
}
