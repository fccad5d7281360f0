package dev.foldline.verify;

import java.util.Iterator;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Everything that is known of one partition, each in its own order.
 *
 * @param commands        records of the commands topic
 * @param events          rows up to {@code read}, in order of position
 * @param outcomes        rows up to {@code read}, in order of command offset
 * @param results         records of the results topic
 * @param repeatedOffsets offsets of the commands that have duplicates
 * @param read            up to where the tables were read
 * @param later           where the tables were after the ends of the topics were looked up
 * @param commandsFrom    first offset that retention has left in the commands topic
 * @param resultsPurged   whether retention has removed records from the results topic
 */
record PartitionSources(
        Iterator<ConsumerRecord<byte[], byte[]>> commands,
        Iterator<EventRow> events,
        Iterator<OutcomeRow> outcomes,
        Iterator<ConsumerRecord<byte[], byte[]>> results,
        Set<Long> repeatedOffsets,
        PartitionCursor read,
        PartitionCursor later,
        long commandsFrom,
        boolean resultsPurged) {}
