package dev.foldline.command.ops.unattended;

import dev.foldline.command.ops.KafkaSilentException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A topic, a table and a group as a test sets them, which answer until they are told not to. */
final class FakeSigns implements PartitionSigns {

    static final String MEMBER = "command-service-2-1 at 10.0.0.7";

    final Map<Integer, Long> nextOffsets = new TreeMap<>();
    final Map<Integer, Long> committed = new HashMap<>();
    private final Map<Integer, Set<Long>> commands = new HashMap<>();
    final Map<Integer, Long> ends = new HashMap<>();
    final Map<Integer, String> assigned = new HashMap<>();
    final Set<Integer> withoutLeader = new HashSet<>();
    boolean kafkaAnswers = true;
    boolean tableAnswers = true;
    boolean groupSettled = true;
    boolean closed;
    int asked;

    /** All that was sent is decided. */
    FakeSigns(int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            nextOffsets.put(partition, 0L);
            ends.put(partition, 0L);
            assigned.put(partition, MEMBER);
        }
    }

    void send(int partition) {
        of(partition).add(ends.getOrDefault(partition, 0L));
        mark(partition);
    }

    /** A transaction ends: its marker takes an offset. */
    void mark(int partition) {
        ends.put(partition, ends.getOrDefault(partition, 0L) + 1);
    }

    /** One command is decided and forwarded. */
    void decide(int partition) {
        long decided = nextOffsets.getOrDefault(partition, 0L);
        long next = of(partition).stream()
                .filter(offset -> offset >= decided)
                .findFirst()
                .orElseThrow();
        nextOffsets.put(partition, next + 1);
        committed.put(partition, next + 1);
    }

    @Override
    public Map<Integer, Offsets> offsets() throws KafkaSilentException {
        if (!kafkaAnswers) {
            throw new KafkaSilentException("Kafka does not tell the ends\nat all", null);
        }
        Map<Integer, Offsets> offsets = new HashMap<>();
        ends.forEach(
                (partition, end) -> offsets.put(partition, new Offsets(end, committed.getOrDefault(partition, 0L))));
        offsets.keySet().removeAll(withoutLeader);
        return offsets;
    }

    @Override
    public Map<Integer, Long> cursors() {
        return tableAnswers ? Map.copyOf(nextOffsets) : Map.of();
    }

    @Override
    public Optional<Map<Integer, String>> members() {
        return groupSettled ? Optional.of(Map.copyOf(assigned)) : Optional.empty();
    }

    @Override
    public boolean holdsCommand(int partition, long from, long end) {
        asked++;
        return of(partition).stream().anyMatch(offset -> offset >= from && offset < end);
    }

    private Set<Long> of(int partition) {
        return commands.computeIfAbsent(partition, _ -> new TreeSet<>());
    }

    @Override
    public void close() {
        closed = true;
    }
}
