package dev.foldline.torture.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which hostile records are sent, one after the other, and where. Every one comes once, in a shuffled order, before any
 * comes again; between them, in turn, those that are in a partition that their key does not belong to. The same random
 * draws the same. Not thread-safe.
 */
public final class HostilePlan {

    /** At every that many records comes one that is where it does not belong. */
    private static final int ELSEWHERE_EVERY = 4;

    private static final String WRONG_PARTITION = "wrong-partition";

    private final List<HostileRecord> all;
    private final List<HostileRecord> elsewhere;
    private final int partitions;
    private final SplittableRandom random;
    private final List<HostileRecord> left = new ArrayList<>();
    private int drawn;

    /**
     * What is sent next.
     *
     * @param place that the record is made for
     */
    public record Step(HostileRecord record, Place place) {

        @Override
        public String toString() {
            return record + " of " + place.newKey() + " in " + place.partition();
        }
    }

    /**
     * @param records    that are drawn
     * @param partitions of the commands topic
     */
    public HostilePlan(List<HostileRecord> records, int partitions, SplittableRandom random) {
        this.all = List.copyOf(records);
        this.elsewhere = records.stream()
                .filter(record -> record.code().equals(WRONG_PARTITION))
                .toList();
        this.partitions = partitions;
        this.random = random;
    }

    /** All that are drawn from. */
    List<HostileRecord> records() {
        return all;
    }

    /** The next record. */
    public Step next() {
        drawn++;
        HostileRecord record =
                drawn % ELSEWHERE_EVERY == 0 ? elsewhere.get(drawn / ELSEWHERE_EVERY % elsewhere.size()) : draw();
        int partition = random.nextInt(partitions);
        return new Step(record, place(partition, "hostile-" + drawn + "-"));
    }

    /** The place for a record that opens the account of a partition, which is there before any hostile record is. */
    public Place opening(int partition) {
        return place(partition, "hostile-none-");
    }

    private Place place(int partition, String newKeyPrefix) {
        return new Place(
                partition,
                partitions,
                Place.keyIn(partition, "hostile-account-", partitions),
                Place.keyIn(partition, newKeyPrefix, partitions));
    }

    private HostileRecord draw() {
        if (left.isEmpty()) {
            left.addAll(all);
        }
        return left.remove(random.nextInt(left.size()));
    }
}
