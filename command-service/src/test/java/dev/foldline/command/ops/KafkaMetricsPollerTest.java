package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaMetricsPollerTest {

    private static final String NAME = "command-service-1-watch";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FakeBrokers brokers = new FakeBrokers();
    private final KafkaMetricsPoller poller = new KafkaMetricsPoller(NAME, brokers, Metrics.of(registry, 1), 2);

    @AfterEach
    void close() {
        poller.close();
        assertThat(brokers.closed).isTrue();
    }

    @Test
    void lagsAndDisksAreShownAsTheBrokersTellThem() {
        poller.look();
        assertThat(registry.scrape().lines())
                .contains(
                        "foldline_partition_command_lag{partition=\"0\"} 17.0",
                        "foldline_partition_command_lag{partition=\"1\"} 0.0",
                        "foldline_broker_disk_bytes{broker=\"3\"} 1000.0",
                        "foldline_broker_disk_free_bytes{broker=\"3\"} 250.0");
    }

    @Test
    void whatTheBrokersDoNotTellIsUnknownAndSaidOnceUntilTheyDoAndTheRestIsShown() {
        try (LoggedLines logged = new LoggedLines(KafkaMetricsPoller.class)) {
            poller.look();
            brokers.answer = false;
            poller.look();
            poller.look();
            assertThat(registry.scrape().lines())
                    .contains(
                            "foldline_partition_command_lag{partition=\"0\"} 17.0",
                            "foldline_broker_disk_free_bytes{broker=\"3\"} NaN");
            assertThat(logged.at(Level.WARN))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(NAME, "does not tell its disks")
                            .doesNotContain("\n"));

            brokers.answer = true;
            poller.look();
            brokers.answer = false;
            poller.look();
            assertThat(logged.at(Level.WARN)).hasSize(2);
        }
    }
}
