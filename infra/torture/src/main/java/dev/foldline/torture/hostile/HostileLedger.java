package dev.foldline.torture.hostile;

import java.util.ArrayList;
import java.util.List;

/** Every record of the hostile clients that the broker has taken, and what is to become of it. Thread-safe. */
public final class HostileLedger {

    private final List<Entry> entries = new ArrayList<>();
    private int notTaken;

    /**
     * A record that is in the commands topic.
     *
     * @param name       what is wrong with it
     * @param partition  where it is
     * @param offset     where it is
     * @param code       code of its result; empty where it must be accepted
     * @param deadLetter whether it must be a dead letter
     */
    public record Entry(String name, int partition, long offset, String code, boolean deadLetter) {

        /** A record that must be accepted, whatever happened meanwhile. */
        public static Entry accepted(String name, int partition, long offset) {
            return new Entry(name, partition, offset, "", false);
        }

        static Entry of(HostileRecord record, int partition, long offset) {
            return new Entry(record.name(), partition, offset, record.code(), record.deadLetter());
        }
    }

    /** A record was taken. */
    public synchronized void taken(Entry entry) {
        entries.add(entry);
    }

    /** A record was refused, or the broker did not say whether it has it. */
    synchronized void notTaken() {
        notTaken++;
    }

    /** All that were taken. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** How many were refused, or nobody knows. */
    public synchronized int notTakenCount() {
        return notTaken;
    }
}
