package dev.foldline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.stream.WorkMark;
import dev.foldline.command.stream.WorkMark.Work;
import dev.foldline.runtime.Health;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Code of the domain that does not return is named. */
final class StuckWatchTest {

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1);
    private final WorkMark mark = new WorkMark();
    private final StuckWatch watch = new StuckWatch(Map.of("worker-1", mark), nowNs::get);

    @Test
    void aDecideThatDoesNotReturnIsNamedWithinTenSecondsUntilItDoes() {
        mark.at(() -> "command c-91 of stream account-1");
        for (int second = 0; second < 10 && watch.readiness().equals(Health.OK); second++) {
            look();
        }
        assertThat(watch.readiness())
                .startsWith("worker-1 waits for the domain's code, which does not return since ")
                .contains("in command c-91 of stream account-1");
        mark.at(null);
        look();
        assertThat(watch.readiness()).isEqualTo(Health.OK);
    }

    @Test
    void oneCommandAfterTheOtherIsNotTakenForOneThatDoesNotReturn() {
        for (int second = 0; second < 30; second++) {
            String command = "command " + second;
            mark.at(() -> command);
            look();
            assertThat(watch.readiness()).isEqualTo(Health.OK);
        }
    }

    @Test
    void aFoldThatGoesOnIsNotTakenForOneThatDoesNotReturn() {
        AtomicLong version = new AtomicLong();
        mark.at(new Work() {
            @Override
            public String inWords() {
                return "the fold of a long stream";
            }

            @Override
            public long step() {
                return version.incrementAndGet();
            }
        });
        for (int second = 0; second < 30; second++) {
            look();
        }
        assertThat(watch.readiness()).isEqualTo(Health.OK);
    }

    private void look() {
        nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
        watch.look();
    }
}
