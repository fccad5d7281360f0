package dev.foldline.command.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.foldline.command.store.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An unusable snapshot is counted every time and said once. */
final class SnapshotFaultsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoopMetrics metrics = Metrics.of(registry, 1);
    private final LoggedLines logged = new LoggedLines(SnapshotFaults.class);

    @AfterEach
    void stopListening() {
        logged.close();
    }

    @Test
    void theSameReasonIsSaidOnceWhateverTheStreamAndItsNumbers() {
        unusable("account-1", "account", "its stream has no version 7");
        unusable("account-2", "account", "its stream has no version 12");
        unusable("account-1", "account", "its stream has no version 7");

        assertThat(logged.at(Level.WARN))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("account-1 (account)", "its stream has no version 7", "only counted")
                        .doesNotContain("\n"));
        assertThat(count("account")).isEqualTo(3);
    }

    @Test
    void aReasonThatNamesTheStreamIsTheSameForEveryStream() {
        unusable("account-1", "account", "account-1 cannot be folded at version 3: no such event\nat line 2");
        unusable("account-2", "account", "account-2 cannot be folded at version 9: something else");
        assertThat(logged.at(Level.WARN)).hasSize(1).first().asString().doesNotContain("\n");
    }

    @Test
    void anotherTypeAndAnotherReasonHaveALineOfTheirOwn() {
        unusable("account-1", "account", "its stream has no version 7");
        unusable("order-1", "order", "its stream has no version 7");
        unusable("account-1", "account", "it has no row of the view list");

        assertThat(logged.at(Level.WARN)).hasSize(3);
        assertThat(count("account")).isEqualTo(2);
        assertThat(count("order")).isEqualTo(1);
    }

    @Test
    void reasonsThatAreAllDifferentDoNotFloodTheLog() {
        for (int i = 0; i < 1000; i++) {
            unusable("account-1", "account", "no such thing as " + Character.toString('a' + i % 26) + "x".repeat(i));
        }
        assertThat(logged.at(Level.WARN)).hasSize(50);
        assertThat(count("account")).isEqualTo(1000);
    }

    @Test
    void oneThatIsNotTakenIsCountedTooAndSaidOnce() {
        String reason = "its state does not read back as an equal one";
        metrics.snapshotNotTaken(new StreamId(1, "account-1"), "account", reason);
        metrics.snapshotNotTaken(new StreamId(1, "account-2"), "account", reason);

        assertThat(logged.at(Level.WARN))
                .containsExactly("snapshot of account-1 (account) is not taken, its stream is folded from an earlier"
                        + " one: " + reason + "; further ones of this type for this reason are only counted, in"
                        + " foldline.snapshots.unusable");
        assertThat(count("account")).isEqualTo(2);
    }

    private void unusable(String aggregateId, String type, String reason) {
        metrics.snapshotUnusable(new StreamId(1, aggregateId), type, reason);
    }

    private double count(String type) {
        return registry.get(CommandMetric.SNAPSHOTS_UNUSABLE.id())
                .tag("type", type)
                .counter()
                .count();
    }
}
