package dev.foldline.command.loop;

import dev.foldline.contract.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The topics that the write path writes, with what retention and somebody else do to them. */
class SimulatedTopics {

    private final RandomGenerator random;
    private final Map<String, List<ProducerRecord<byte @Nullable [], byte @Nullable []>>> committed = new HashMap<>();

    private long seeds;

    /** How many results of a partition retention has deleted. */
    private final Map<Integer, Integer> deletedResults = new HashMap<>();

    /** What somebody else has written. */
    private final Set<ProducerRecord<byte @Nullable [], byte @Nullable []>> foreign =
            Collections.newSetFromMap(new IdentityHashMap<>());

    SimulatedTopics(RandomGenerator random) {
        this.random = random;
    }

    /** Seed for the next random that somebody else draws from, another each time; draws nothing from this one. */
    long nextSeed() {
        return seeds++;
    }

    void append(List<ProducerRecord<byte @Nullable [], byte @Nullable []>> records) {
        records.forEach(record -> committed
                .computeIfAbsent(record.topic() + '-' + record.partition(), _ -> new ArrayList<>())
                .add(record));
    }

    /** All that a partition has, records of somebody else among it. */
    List<ProducerRecord<byte @Nullable [], byte @Nullable []>> log(String topic, int partition) {
        return committed.getOrDefault(topic + '-' + partition, List.of());
    }

    /** What the pipeline has written to a partition. */
    List<ProducerRecord<byte @Nullable [], byte @Nullable []>> committed(String topic, int partition) {
        return log(topic, partition).stream()
                .filter(record -> !foreign.contains(record))
                .toList();
    }

    /** Somebody else writes a line of text behind what a partition has, perhaps with headers that look like ours. */
    void writeForeign(String topic, int partition) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> line =
                new ProducerRecord<>(topic, partition, null, "a line of text".getBytes(StandardCharsets.UTF_8));
        switch (random.nextInt(4)) {
            case 0 -> line.headers().add(HeaderNames.POSITION, new byte[0]);
            case 1 ->
                line.headers().add(HeaderNames.COMMAND_OFFSET, "9223372036854775807".getBytes(StandardCharsets.UTF_8));
            case 2 -> line.headers().add(HeaderNames.CONTENT_TYPE, "text/plain".getBytes(StandardCharsets.UTF_8));
            default -> {}
        }
        foreign.add(line);
        committed
                .computeIfAbsent(topic + '-' + partition, _ -> new ArrayList<>())
                .add(line);
    }

    /** Retention deletes all results that a partition has. */
    void deleteResults(int partition) {
        deletedResults.put(partition, log("command-results", partition).size());
    }

    /** Whether retention has deleted results of a partition. */
    boolean deletedResults(int partition) {
        return deletedResults.getOrDefault(partition, 0) > 0;
    }

    /** The records in the results of a partition that retention has not deleted. */
    List<ProducerRecord<byte @Nullable [], byte @Nullable []>> keptResults(int partition) {
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all = log("command-results", partition);
        return all.subList(deletedResults.getOrDefault(partition, 0), all.size());
    }

    /** Offset of the last command that the results of a partition answer; below 0 if they answer none. */
    long lastAnswered(int partition) {
        return keptResults(partition).reversed().stream()
                .filter(record -> !foreign.contains(record))
                .findFirst()
                .map(SimulatedKafka::commandOffset)
                .orElse(-1L);
    }

    /** A partition of a topic loses all that it has, though nothing shows it. */
    void empty(String topic, int partition) {
        committed.remove(topic + '-' + partition);
    }

    static long commandOffset(ProducerRecord<byte @Nullable [], byte @Nullable []> result) {
        return number(result, HeaderNames.COMMAND_OFFSET);
    }

    static long position(ProducerRecord<byte @Nullable [], byte @Nullable []> event) {
        return number(event, HeaderNames.POSITION);
    }

    private static long number(ProducerRecord<byte @Nullable [], byte @Nullable []> record, String header) {
        return Long.parseLong(new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8));
    }
}
