package dev.foldline.runtime.kafka;

import java.util.List;

/**
 * What is not as it should be about the topics.
 *
 * @param wrong breaks a promise; each a sentence that says what to do
 * @param risky breaks a promise once a broker fails; each a sentence that says what to do
 */
public record TopicFindings(List<String> wrong, List<String> risky) {

    public static final TopicFindings NONE = new TopicFindings(List.of(), List.of());

    public TopicFindings {
        wrong = List.copyOf(wrong);
        risky = List.copyOf(risky);
    }
}
