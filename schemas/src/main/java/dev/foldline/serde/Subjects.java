package dev.foldline.serde;

import org.apache.avro.Schema;

/** Names of registry subjects. */
public final class Subjects {

    private Subjects() {}

    /** Subject of a record on a topic of many types: Confluent's {@code TopicRecordNameStrategy}. */
    public static String ofRecord(String topic, Schema record) {
        return topic + '-' + record.getFullName();
    }

    /** Subject of the value on a topic of one type: Confluent's default, {@code TopicNameStrategy}. */
    public static String ofValue(String topic) {
        return topic + "-value";
    }
}
