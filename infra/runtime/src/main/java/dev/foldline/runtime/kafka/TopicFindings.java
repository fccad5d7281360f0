package dev.foldline.runtime.kafka;

import java.util.List;
import java.util.Map;

/**
 * What is known of the topics.
 *
 * @param wrong          breaks a promise; each a sentence that says what to do
 * @param risky          breaks a promise once a broker fails; each a sentence that says what to do
 * @param recordBytesMax the largest record that a topic takes, by its name
 */
public record TopicFindings(List<String> wrong, List<String> risky, Map<String, Integer> recordBytesMax) {

    public static final TopicFindings NONE = new TopicFindings(List.of(), List.of(), Map.of());

    public TopicFindings {
        wrong = List.copyOf(wrong);
        risky = List.copyOf(risky);
        recordBytesMax = Map.copyOf(recordBytesMax);
    }
}
