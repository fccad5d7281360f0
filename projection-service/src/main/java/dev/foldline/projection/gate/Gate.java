package dev.foldline.projection.gate;

import dev.foldline.runtime.fault.Safeguard;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each position of one partition through once, and reports positions that are missing.
 *
 * <p>The state goes to the store at the end of every batch of events, before anything can be committed; and as the
 * flush of that store's cache, the rows and the input offset are one transaction, a restored gate has seen exactly what
 * the restored rows have. (A field that is stored now and then, say by a timer, would fall behind the committed offset,
 * and the next event would look like a gap.)
 *
 * <p>Used by one stream thread; {@link #state()} may be read by any.
 */
public final class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    private final String projection;
    private final int partition;
    private final KeyValueStore<Integer, GateState> store;
    private final boolean everyPosition;
    private volatile GateState state;
    private GateState saved;

    /**
     * Takes up where the store left off.
     *
     * @param everyPosition whether each position comes here, so that one that does not is missing; false where other
     *                      tasks get the others
     */
    Gate(String projection, int partition, KeyValueStore<Integer, GateState> store, boolean everyPosition) {
        this.projection = projection;
        this.partition = partition;
        this.store = store;
        this.everyPosition = everyPosition;
        GateState stored = store.get(partition);
        this.saved = stored == null ? GateState.START : stored;
        this.state = saved;
    }

    /** Whether the event with this position is to be folded; false on a repeat. Counts once it is {@link #save}d. */
    public boolean admits(long position) {
        GateState before = state;
        GateState after = everyPosition || before.isRepeat(position) ? before.after(position) : before.at(position);
        state = after;
        if (before.isRepeat(position)) {
            log.debug("[{}-{}] position {} is a repeat, dropped", projection, partition, position);
            return !Safeguard.GATE.isEnabled();
        }
        if (after.gaps() > before.gaps()) {
            log.warn(
                    "[{}-{}] gap: position {} follows {}, so {} events did not reach the view; it goes on without them",
                    projection,
                    partition,
                    position,
                    before.lastPosition(),
                    before.skippedBefore(position));
        }
        return true;
    }

    /** Every position up to this one has come, or will never come here. Counts once it is {@link #save}d. */
    public void passTo(long position) {
        GateState before = state;
        if (position > before.lastPosition()) {
            state = before.at(position);
        }
    }

    /** Puts what has been seen into the store; to be called at the end of every batch. */
    public void save() {
        GateState seen = state;
        if (!seen.equals(saved)) {
            store.put(partition, seen);
            saved = seen;
        }
    }

    /** What has been seen until now, also by transactions that are not committed yet. */
    public GateState state() {
        return state;
    }
}
