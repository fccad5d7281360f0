package dev.foldline.stack.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.server.Ports.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortsTest {

    private static final int INSTANCES = 3;
    private static final int PROJECTIONS = 2;
    private static final int DATABASES = 2;

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    @Test
    void everyPartGetsAPortOfItsOwn() {
        assertThat(all(choose(0))).doesNotHaveDuplicates().allMatch(port -> port > 0);
        assertThat(notices).isEmpty();
    }

    @Test
    void theNextRunHasTheSamePorts() {
        List<Integer> first = all(choose(0));
        assertThat(all(choose(0))).isEqualTo(first);
    }

    @Test
    void preferredPortsAreConsecutive() {
        int first = freeRun();
        assertThat(all(choose(first))).isEqualTo(consecutiveFrom(first));
        assertThat(notices).isEmpty();
    }

    @Test
    void preferredPortsReplaceThoseOfTheLastRun() {
        choose(0);
        int first = freeRun();
        choose(first);
        assertThat(all(choose(0))).isEqualTo(consecutiveFrom(first));
    }

    @Test
    void furtherProcessesMoveNoOtherPart() {
        Ports one = Ports.choose(folder.resolve("one.properties"), 0, Place.all(1, 1, 1), notices::add);
        Ports three = Ports.choose(
                folder.resolve("one.properties"), 0, Place.all(INSTANCES, DATABASES, PROJECTIONS), notices::add);
        assertThat(all(three).subList(0, Part.values().length))
                .isEqualTo(Place.all(1, 1, 1).stream().map(one::of).toList());
        assertThat(all(three)).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }

    @Test
    void aTakenPreferredPortIsReplacedByTheNextFreeOneAloud() throws IOException {
        int first = freeRun();
        try (ServerSocket _ = take(first + 1)) {
            Ports ports = choose(first);
            assertThat(ports.of(Part.BROKER)).isEqualTo(first);
            assertThat(ports.of(Part.POSTGRES))
                    .isGreaterThanOrEqualTo(
                            first + Place.all(INSTANCES, DATABASES, PROJECTIONS).size());
            assertThat(ports.of(Part.REGISTRY)).isEqualTo(first + 2);
            assertThat(notices)
                    .containsExactly("port " + (first + 1) + " is taken; Postgres listens on " + ports.of(Part.POSTGRES)
                            + " instead");
        }
    }

    @Test
    void aPortOfTheLastRunThatIsTakenIsReplacedAloud() throws IOException {
        int former = choose(0).of(Part.BROKER);
        try (ServerSocket _ = take(former)) {
            assertThat(choose(0).of(Part.BROKER)).isNotEqualTo(former);
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .startsWith("port " + former + " is taken; Kafka listens on ");
        }
    }

    private Ports choose(int preferred) {
        return Ports.choose(
                folder.resolve("ports.properties"),
                preferred,
                Place.all(INSTANCES, DATABASES, PROJECTIONS),
                notices::add);
    }

    private static List<Integer> all(Ports ports) {
        return Place.all(INSTANCES, DATABASES, PROJECTIONS).stream()
                .map(ports::of)
                .toList();
    }

    private static List<Integer> consecutiveFrom(int first) {
        List<Integer> ports = new ArrayList<>();
        for (Place _ : Place.all(INSTANCES, DATABASES, PROJECTIONS)) {
            ports.add(first + ports.size());
        }
        return ports;
    }

    /** As the parts do, on the loopback address alone. */
    private static ServerSocket take(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    /** Some ports in a row that are free, below the range from which the operating system serves others meanwhile. */
    private static int freeRun() {
        for (int first = 21_000; first < 31_000; first += 50) {
            if (consecutiveFrom(first).stream().allMatch(PortsTest::free)) {
                return first;
            }
        }
        throw new AssertionError("no free ports");
    }

    private static boolean free(int port) {
        try (ServerSocket _ = new ServerSocket(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
