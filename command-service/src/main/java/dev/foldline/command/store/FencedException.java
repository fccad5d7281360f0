package dev.foldline.command.store;

import java.io.Serial;
import java.util.Set;

/** Another owner has taken these partitions; nothing was written, and this owner must release them. */
public final class FencedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Set<Integer> partitions;

    public FencedException(Set<Integer> partitions) {
        super("partitions " + partitions + " have another owner; nothing was written, and they are released here");
        this.partitions = Set.copyOf(partitions);
    }

    public Set<Integer> partitions() {
        return partitions;
    }
}
