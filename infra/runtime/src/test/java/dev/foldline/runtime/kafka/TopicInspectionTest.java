package dev.foldline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.runtime.kafka.TopicInspection.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicInspectionTest {

    private static final TopicInspection INSPECTION = new TopicInspection(
            List.of(
                    new ExpectedTopic("commands", 8, false),
                    new ExpectedTopic("events", 8, false),
                    new ExpectedTopic("commands.dlq", 8, false),
                    new ExpectedTopic("projection.balances", 8, true)),
            Map.of("commands.dlq", "commands"));

    private final Map<String, Found> found = new HashMap<>();

    TopicInspectionTest() {
        put("commands", 3, Map.of());
        put("events", 3, Map.of());
        put("commands.dlq", 3, Map.of("max.message.bytes", "2097176"));
        put("projection.balances", 3, Map.of("cleanup.policy", "compact"));
    }

    @Test
    void topicsAsTheSetUpMakesThemAreFine() {
        assertThat(INSPECTION.judge(found).wrong()).isEmpty();
        assertThat(INSPECTION.judge(found).risky()).isEmpty();
    }

    @Test
    void aTopicThatIsNotThereIsLeftToWhoeverNeedsIt() {
        assertThat(INSPECTION.judge(Map.of())).isEqualTo(TopicFindings.NONE);
    }

    @Test
    void partitionsThatWereAddedAreNamedWithWhatToDo() {
        found.put("commands", new Found(12, 1, Map.of()));

        assertThat(INSPECTION.judge(found).wrong())
                .containsExactly("topic commands has 12 partitions, but the pipeline was set up for 8: keys belong to"
                        + " those, and what is in the others is not read; stop the producers and see \"Partitions were"
                        + " added\" in operations.md");
    }

    @Test
    void partitionsThatAreMissingAreNamed() {
        found.put("events", new Found(4, 1, Map.of()));

        assertThat(INSPECTION.judge(found).wrong().getFirst())
                .contains("topic events has 4 partitions", "set up for 8", "create it with the right number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "compact,delete", "delete, compact"})
    void aTopicThatMustKeepEveryRecordMustNotBeCompacted(String policy) {
        put("events", 3, Map.of("cleanup.policy", policy));

        assertThat(INSPECTION.judge(found).wrong())
                .containsExactly("topic events has cleanup.policy=" + policy
                        + ", so all but the last record of a key are deleted; set it to delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "compact,delete"})
    void aViewsTopicMustBeCompactedAndNoMore(String policy) {
        put("projection.balances", 3, Map.of("cleanup.policy", policy));

        assertThat(INSPECTION.judge(found).wrong())
                .containsExactly("topic projection.balances has cleanup.policy=" + policy
                        + ", so rows of the view are deleted with time; set it to compact and rebuild the view");
    }

    @Test
    void theLargestRecordThatATopicTakesIsWhatTheBrokersSay() {
        put("events", 3, Map.of("max.message.bytes", "100000"));
        found.put("commands", new Found(8, 3, Map.of()));

        assertThat(INSPECTION.judge(found).recordBytesMax())
                .containsEntry("events", 100_000)
                .doesNotContainKey("commands");
    }

    @Test
    void deadLettersOfTheLargestCommandsMustFit() {
        put("commands.dlq", 3, Map.of());

        TopicFindings findings = INSPECTION.judge(found);
        assertThat(findings.wrong()).isEmpty();
        assertThat(findings.risky().getFirst())
                .contains("commands.dlq has max.message.bytes=1048588", "records of commands", "set it to 2097176");
    }

    @ParameterizedTest
    @CsvSource({"3,1,true", "3,2,false", "2,1,false", "1,1,false"})
    void oneReplicaInSyncIsARiskWhereThereAreThree(int replicas, int inSync, boolean risky) {
        put("events", replicas, Map.of("min.insync.replicas", "" + inSync));

        assertThat(INSPECTION.judge(found).risky().stream().anyMatch(each -> each.contains("min.insync.replicas")))
                .isEqualTo(risky);
    }

    @Test
    void moreReplicasInSyncThanThereAreMakeATopicReadOnly() {
        put("events", 1, Map.of("min.insync.replicas", "2"));

        assertThat(INSPECTION.judge(found).wrong().getFirst()).contains("1 replicas, so nothing can be written to it");
    }

    @Test
    void anUncleanLeaderIsARiskWhereThereAreReplicas() {
        put("events", 3, Map.of("unclean.leader.election.enable", "true"));
        put("commands", 1, Map.of("unclean.leader.election.enable", "true"));

        assertThat(INSPECTION.judge(found).risky())
                .containsExactly("topic events has unclean.leader.election.enable=true, so a broker that lacks records"
                        + " may become the leader and they are lost; set it to false");
    }

    private void put(String topic, int replicas, Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "cleanup.policy", "delete",
                "max.message.bytes", "1048588",
                "min.insync.replicas", "" + Math.max(1, replicas - 1),
                "unclean.leader.election.enable", "false"));
        settings.putAll(changed);
        found.put(topic, new Found(8, replicas, settings));
    }
}
