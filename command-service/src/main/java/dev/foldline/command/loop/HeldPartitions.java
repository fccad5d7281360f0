package dev.foldline.command.loop;

import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.batch.PartitionDraft;
import dev.foldline.command.loop.LoopProbe.PartitionState;
import dev.foldline.command.loop.source.CommandSource;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions of ours whose next command cannot be decided now, because the registry does not give a schema. Each waits
 * for itself: it is ours all the while, nothing of it is uncertain, and it goes on at the same command. The others are
 * not affected.
 *
 * <p>Used by the worker's thread alone.
 */
final class HeldPartitions {

    private static final Logger log = LoggerFactory.getLogger(HeldPartitions.class);

    private static final class Hold {
        private final OwnedPartition owner;
        private final AcquirePause pause;
        private long offset;
        private boolean reading;

        Hold(OwnedPartition owner, AcquirePause pause) {
            this.owner = owner;
            this.pause = pause;
        }
    }

    private final CommandSource source;
    private final LoopDependencies dependencies;
    private final LoopSettings settings;
    private final Map<Integer, Hold> holds = new TreeMap<>();

    HeldPartitions(LoopDependencies dependencies, LoopSettings settings) {
        this.source = dependencies.source();
        this.dependencies = dependencies;
        this.settings = settings;
    }

    /** A batch was decided: its partition waits before the command that could not be, or waits no more. */
    void decided(PartitionDraft draft) {
        String reason = draft.heldBy();
        int partition = draft.owner().partition();
        if (reason != null) {
            hold(draft.owner(), reason);
        } else if (holds.remove(partition) != null) {
            become(draft.owner(), PartitionState.OWNED, "");
            log.info(
                    "[{}] commands-{} goes on at offset {}",
                    settings.owner(),
                    partition,
                    draft.owner().nextOffset());
        }
    }

    /** Reads on where the pause is over. One that was acquired again, or is not ours any more, is read on anyway. */
    void resume(PartitionLifecycle partitions) {
        holds.values().removeIf(hold -> partitions.owned(hold.owner.partition()) != hold.owner);
        for (Hold hold : holds.values()) {
            if (!hold.reading && hold.pause.isOver()) {
                hold.reading = true;
                source.start(hold.owner.partition(), hold.owner.nextOffset());
            }
        }
    }

    /** Whether a partition waits before its next command. */
    boolean isHeld(int partition) {
        Hold hold = holds.get(partition);
        return hold != null && !hold.reading;
    }

    private void hold(OwnedPartition owner, String reason) {
        Hold hold = holds.get(owner.partition());
        if (hold == null || hold.owner != owner) {
            hold = new Hold(owner, new AcquirePause(settings, dependencies.nanoTime()));
            holds.put(owner.partition(), hold);
            log.warn(
                    "[{}] commands-{} waits at offset {}, other partitions go on: {}",
                    settings.owner(),
                    owner.partition(),
                    owner.nextOffset(),
                    reason);
        }
        source.stop(owner.partition());
        if (hold.offset != owner.nextOffset()) {
            hold.offset = owner.nextOffset();
            hold.pause.end();
        }
        hold.pause.begin();
        hold.reading = false;
        become(owner, PartitionState.WAITING, "waits at offset " + owner.nextOffset() + ": " + reason);
    }

    private void become(OwnedPartition owner, PartitionState state, String reason) {
        dependencies.probe().partition(settings.owner(), owner.partition(), state, owner.epoch(), reason);
    }
}
