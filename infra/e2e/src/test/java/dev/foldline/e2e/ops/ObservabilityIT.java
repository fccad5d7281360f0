package dev.foldline.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.e2e.Load;
import dev.foldline.e2e.SharedStack;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the rules and the dashboard ask for is what running services export. */
@ExtendWith(SharedStack.class)
final class ObservabilityIT {

    private static final Path FOLDER = Path.of("..", "observability");
    private static final Pattern ASKED = Pattern.compile("\\b((?:foldline|jvm|process|kafka)_[a-z_]*[a-z])\\b");
    private static final Pattern EXPORTED = Pattern.compile("(?m)^([a-z_]+)(?:\\{[^}]*})? ");

    /** Exported with the first snapshot that cannot be used, of which the shared stack has none. */
    private static final Set<String> ONLY_WITH_A_FAULT = Set.of("foldline_snapshots_unusable_total");

    private final LocalStack stack;

    ObservabilityIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void everyMetricOfTheRulesAndOfTheDashboardIsExported() throws Exception {
        answer();
        Set<String> asked = new TreeSet<>();
        for (String file : new String[] {"prometheus/rules.yml", "grafana/dashboards/foldline.json"}) {
            asked.addAll(matches(ASKED, Files.readString(FOLDER.resolve(file))));
        }
        assertThat(asked).contains("foldline_partition_command_lag").containsAll(ONLY_WITH_A_FAULT);
        asked.removeAll(ONLY_WITH_A_FAULT);
        Awaitility.await("the first figures of Kafka")
                .atMost(TestTimeouts.CONDITION)
                .untilAsserted(() -> {
                    Set<String> exported =
                            matches(EXPORTED, metrics(stack.endpoints().commandUrl()));
                    exported.addAll(matches(EXPORTED, metrics(stack.endpoints().queryUrl())));
                    assertThat(exported).containsAll(asked);
                });
    }

    @Test
    void whatIsAnsweredIsNoLagAndTheBrokersDiskIsThatOfItsFolder() throws Exception {
        answer();
        Awaitility.await("the group's offsets at the end of the commands")
                .atMost(TestTimeouts.CONDITION)
                .untilAsserted(() -> assertThat(values("foldline_partition_command_lag"))
                        .hasSize(8)
                        .allSatisfy((_, lag) -> assertThat(lag).isBetween(0.0, 1.0)));
        double bytes = Files.getFileStore(Path.of("target")).getTotalSpace();
        assertThat(values("foldline_broker_disk_bytes")).hasSize(1).containsValue(bytes);
        assertThat(values("foldline_broker_disk_free_bytes").values())
                .singleElement()
                .satisfies(free -> assertThat(free).isBetween(1.0, bytes));
    }

    private void answer() {
        try (Load load = Load.start(stack.endpoints(), "observed", 200, 20)) {
            load.awaitAll();
        }
    }

    private Map<String, Double> values(String name) throws IOException, InterruptedException {
        return Pattern.compile("(?m)^" + name + "\\{([^}]*)} (\\S+)$")
                .matcher(metrics(stack.endpoints().commandUrl()))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> Double.valueOf(match.group(2))));
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String metrics(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
