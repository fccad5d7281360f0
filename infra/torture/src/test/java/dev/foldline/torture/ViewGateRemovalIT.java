package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness can fail: without the gate, views that are set back show it. */
@Tag("soak")
class ViewGateRemovalIT {

    private static final Pattern TRANSACTION_COUNTS = Pattern.compile("transactionCount is (\\d+), not (\\d+)");

    @TempDir
    private Path folder;

    @Test
    void withoutTheGateViewsThatAreSetBackCountEventsOnceMore() throws Exception {
        assertThat(OneTorture.breachesWithout("GATE", "rewind-views", folder))
                .anyMatch(ViewGateRemovalIT::saysThatEventsWereCountedTwice);
    }

    /** A view that only lags counts too few. */
    private static boolean saysThatEventsWereCountedTwice(String breach) {
        Matcher counts = TRANSACTION_COUNTS.matcher(breach);
        return counts.find() && Long.parseLong(counts.group(1)) > Long.parseLong(counts.group(2));
    }
}
