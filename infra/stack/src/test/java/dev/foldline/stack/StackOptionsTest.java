package dev.foldline.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.stack.server.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StackOptionsTest {

    private static final Path FOLDER = Path.of("somewhere");

    @Test
    void theDataFolderIsAbsolute() {
        assertThat(StackOptions.in(FOLDER).dataDir()).isAbsolute();
    }

    @Test
    void portsBeyondTheLastAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).port(65_530))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65530");
    }

    @Test
    void noPartitionsAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).partitions(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions");
    }

    @Test
    void everyFurtherInstanceTakesAPort() {
        StackOptions last = StackOptions.in(FOLDER).port(65_529);
        assertThatThrownBy(() -> last.instances(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65529")
                .hasMessageContaining("8 ports");
    }

    @Test
    void noInstancesAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).instances(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instances of command-service");
    }

    @Test
    void moreDatabasesThanPartitionsAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).partitions(2).databases(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("databases must be 1 to the number of partitions, 2, not 3");
    }

    @Test
    void aFormerBrokerHasASessionThatEndsSoonAndTopicsThatTakeLongToRead() {
        assertThat(StackOptions.in(FOLDER).broker().settings()).isEmpty();
        assertThat(StackOptions.in(FOLDER).broker().coordinatorTopics()).isTrue();

        StackOptions.Broker former = StackOptions.in(FOLDER).formerBroker().broker();

        assertThat(former.settings())
                .containsEntry("broker.session.timeout.ms", "3000")
                .containsEntry("offsets.topic.segment.bytes", "104857600");
        assertThat(former.coordinatorTopics()).isFalse();
    }

    @Test
    void behindAProxyOnlyTheServicesTakeItsWayToASecondListener() {
        StackOptions options = StackOptions.in(FOLDER).brokerProxy(9_999);

        assertThat(options.places())
                .hasSize(StackOptions.in(FOLDER).places().size() + 1)
                .endsWith(KafkaBroker.SECOND_LISTENER);
        assertThat(List.of(options.commandService(), options.projectionService()))
                .allSatisfy(service ->
                        assertThat(service.settings()).containsEntry("foldline.bootstrap.servers", "127.0.0.1:9999"));
    }
}
