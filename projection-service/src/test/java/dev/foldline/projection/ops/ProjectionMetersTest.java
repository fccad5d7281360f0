package dev.foldline.projection.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.GateStores;
import dev.foldline.projection.gate.Gates;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProjectionMetersTest {

    private static final String VIEW = "account-balances";
    private static final int PARTITIONS = 2;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final KeyValueStore<Integer, GateState> store = GateStores.empty();
    private final ProjectionMeters meters = new ProjectionMeters(registry);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void showWhatTheGatesHaveSeen() {
        Gates gates = new Gates(VIEW);
        meters.showGates(VIEW, () -> gates, PARTITIONS);
        Gate gate = gates.open(1, store);
        gate.admits(1);
        gate.admits(1);
        gate.admits(5);

        List<String> shown = registry.scrape().lines().toList();
        assertThat(shown)
                .contains(line("repeats_events", 1, "1.0"))
                .contains(line("gaps", 1, "1.0"))
                .contains(line("missing_events", 1, "3.0"))
                .contains(line("position", 1, "5.0"))
                .contains(line("position", 0, "NaN"));
    }

    @Test
    void showHowManyEventsWereFolded() {
        LongAdder folded = new LongAdder();
        meters.showFolded(VIEW, folded, LongAdder::sum);
        folded.add(7);

        assertThat(registry.scrape().lines())
                .contains("foldline_projection_folded_events_total{projection=\"account-balances\"} 7.0");
    }

    @Test
    void showWhetherStreamsRunsIt() {
        AtomicReference<KafkaStreams.State> state = new AtomicReference<>(KafkaStreams.State.REBALANCING);
        meters.showRunning(VIEW, state::get);
        String running = "foldline_projection_running{projection=\"account-balances\"} ";
        assertThat(registry.scrape().lines()).contains(running + "1.0");
        state.set(KafkaStreams.State.ERROR);
        assertThat(registry.scrape().lines()).contains(running + "0.0");
    }

    private static String line(String metric, int partition, String value) {
        return "foldline_projection_" + metric + "{partition=\"" + partition + "\",projection=\"" + VIEW + "\"} "
                + value;
    }
}
