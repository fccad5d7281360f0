package dev.foldline.domain.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A document here is the text of the way that it has come: "1", then "1>2". */
class MigrationPathsTest {

    private static final String ORDER = "OrderPlaced";

    @Test
    void aDocumentOfTheWantedVersionIsGivenBackItself() throws Exception {
        String document = new String("as it was");

        assertThat(paths().migrate(ORDER, 3, 3, document)).isSameAs(document);
        paths().require(ORDER, 3, 3);
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 1>2>3>4", "2, 4, 2>3>4", "4, 1, 4>3>2>1", "3, 2, 3>2"})
    void stepsAreTakenOneAfterTheOtherUpAndDown(int from, int to, String way) throws Exception {
        MigrationPaths<String> paths = paths("1>2", "2>3", "3>4", "4>3", "3>2", "2>1");

        assertThat(paths.migrate(ORDER, from, to, "" + from)).isEqualTo(way);
    }

    @Test
    void theFewestStepsAreTakenWhateverTheirOrder() throws Exception {
        assertThat(paths("1>2", "2>3", "3>4", "1>3").migrate(ORDER, 1, 4, "1")).isEqualTo("1>3>4");
        assertThat(paths("1>4", "1>2", "2>3", "3>4").migrate(ORDER, 1, 4, "1")).isEqualTo("1>4");
        assertThat(paths("1>2", "1>3", "3>4", "4>5", "5>6", "2>6").migrate(ORDER, 1, 6, "1"))
                .isEqualTo("1>2>6");
    }

    @Test
    void aStepPastTheWantedVersionAndOneDownAreFewerThanThree() throws Exception {
        assertThat(paths("1>2", "2>3", "3>4", "1>5", "5>4").migrate(ORDER, 1, 4, "1"))
                .isEqualTo("1>5>4");
    }

    @Test
    void ofEquallyShortWaysTheOneGivenFirstIsTaken() throws Exception {
        assertThat(paths("1>3", "1>2", "2>4", "3>4").migrate(ORDER, 1, 4, "1")).isEqualTo("1>3>4");
        assertThat(paths("1>2", "1>3", "2>4", "3>4").migrate(ORDER, 1, 4, "1")).isEqualTo("1>2>4");
    }

    @Test
    void aTypeWithoutMigrationsIsSaid() {
        MigrationPaths<String> paths = paths("1>2");

        assertThatThrownBy(() -> paths.migrate("OrderShipped", 1, 2, "1"))
                .isInstanceOf(MigrationException.class)
                .hasMessage("No migrations found for event type OrderShipped");
        assertThatThrownBy(() -> paths.require("OrderShipped", 1, 2))
                .hasMessage("No migrations found for event type OrderShipped");
    }

    @Test
    void aMissingWayNamesBothVersions() {
        MigrationPaths<String> paths = paths("1>2", "2>1", "3>4");

        assertThatThrownBy(() -> paths.migrate(ORDER, 1, 4, "1"))
                .isInstanceOf(MigrationException.class)
                .hasMessage("Cannot migrate event OrderPlaced from version 1 to 4: no migration path found");
        assertThatThrownBy(() -> paths.require(ORDER, 4, 3))
                .hasMessage("Cannot migrate event OrderPlaced from version 4 to 3: no migration path found");
    }

    @Test
    void aStepThatFailsIsNamed() {
        IllegalStateException cause = new IllegalStateException("no address");
        MigrationPaths<String> paths = new MigrationPaths<>(List.of(step(1, 2), new Migration<>(ORDER, 2, 3, _ -> {
            throw cause;
        })));

        assertThatThrownBy(() -> paths.migrate(ORDER, 1, 3, "1"))
                .isInstanceOf(MigrationException.class)
                .hasMessage("Cannot migrate event OrderPlaced from version 1 to 3: the step from 2 to 3 failed: "
                        + "java.lang.IllegalStateException: no address")
                .hasCause(cause);
    }

    @Test
    void twoStepsBetweenTheSameVersionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> paths("1>2", "2>1", "1>2"))
                .withMessageContaining("OrderPlaced has two migrations from version 1 to 2");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 1", "1, 0", "-1, 1"})
    void aStepBetweenVersionsThatAreNoneIsRefused(int from, int to) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step(from, to))
                .withMessageContaining("OrderPlaced")
                .withMessageContaining("from version " + from + " to " + to);
    }

    @Test
    void manyThreadsFindTheSameWays() throws Exception {
        int versions = 50;
        List<Migration<String>> steps = new ArrayList<>();
        IntStream.range(1, versions).forEach(v -> steps.addAll(List.of(step(v, v + 1), step(v + 1, v))));
        MigrationPaths<String> paths = new MigrationPaths<>(steps);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> ways = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> i % 2 == 0
                            ? paths.migrate(ORDER, 1, versions, "1")
                            : paths.migrate(ORDER, versions, 1, "" + versions)))
                    .toList();
            for (Future<String> way : ways) {
                assertThat(way.get().split(">")).hasSize(versions);
            }
        }
    }

    /** Steps written as the ways that they are: "1>2" goes from version 1 to 2. */
    private static MigrationPaths<String> paths(String... steps) {
        return new MigrationPaths<>(Arrays.stream(steps)
                .map(step -> step.split(">"))
                .map(versions -> step(Integer.parseInt(versions[0]), Integer.parseInt(versions[1])))
                .toList());
    }

    private static Migration<String> step(int from, int to) {
        return new Migration<>(ORDER, from, to, way -> way + ">" + to);
    }
}
