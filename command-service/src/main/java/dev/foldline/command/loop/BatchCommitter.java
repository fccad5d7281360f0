package dev.foldline.command.loop;

import dev.foldline.command.batch.PartitionDraft;
import dev.foldline.command.batch.Phase;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.WrongExpectedVersionException;
import dev.foldline.runtime.fault.BrokenMachine;
import dev.foldline.serde.RegistryUnavailableException;
import java.io.Serial;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one batch through its three steps: decided, in the table, handed over to Kafka. Used by one thread. */
final class BatchCommitter {

    private static final Logger log = LoggerFactory.getLogger(BatchCommitter.class);

    private final LoopDependencies dependencies;
    private final LoopSettings settings;
    private final HeldPartitions held;

    BatchCommitter(LoopDependencies dependencies, LoopSettings settings, HeldPartitions held) {
        this.dependencies = dependencies;
        this.settings = settings;
        this.held = held;
    }

    /**
     * Decides a batch, appends it to the table and hands it over to the forwarder. A partition whose next command
     * cannot be decided now waits before it.
     *
     * @throws UnexpectedException if deciding has thrown what nobody expected
     */
    void commit(Supplier<List<PartitionDraft>> decide)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException, ForwardException {
        List<PartitionDraft> all = decided(decide);
        List<PartitionDraft> drafts =
                all.stream().filter(draft -> !draft.isEmpty()).toList();
        if (drafts.isEmpty()) {
            all.forEach(held::decided);
            return;
        }
        long startedNs = dependencies.nanoTime().getAsLong();
        List<PartitionBatch> rows = append(drafts);
        long appendedNs = dependencies.nanoTime().getAsLong();
        dependencies.probe().spent(Phase.APPEND, appendedNs - startedNs);
        drafts.forEach(draft -> draft.owner().committed(draft));
        all.forEach(held::decided);
        rows.forEach(dependencies.probe()::committed);
        dependencies.forwarder().submit(rows);
        dependencies.probe().spent(Phase.FORWARD_WAIT, dependencies.nanoTime().getAsLong() - appendedNs);
    }

    private static List<PartitionDraft> decided(Supplier<List<PartitionDraft>> decide) {
        try {
            return decide.get();
        } catch (StoreCorruptException
                | StoreUnavailableException
                | RowsRefusedException
                | RegistryUnavailableException e) {
            throw e;
        } catch (Throwable e) {
            BrokenMachine.throwOnIf(e);
            throw new UnexpectedException(e);
        }
    }

    private List<PartitionBatch> append(List<PartitionDraft> drafts)
            throws FencedException, WrongExpectedVersionException, AppendOutcomeUnknownException {
        List<PartitionBatch> rows = drafts.stream().map(PartitionDraft::rows).toList();
        try {
            dependencies.store().append(rows);
            return rows;
        } catch (RowsRefusedException e) {
            if (!e.table().equals(EventStore.SNAPSHOTS)
                    || rows.stream().allMatch(batch -> batch.snapshots().isEmpty())) {
                throw e;
            }
            // A snapshot only makes loading shorter: no command fails for one.
            log.warn("[{}] snapshots are not taken, SQLSTATE {}", settings.owner(), e.sqlState());
            drafts.forEach(PartitionDraft::dropSnapshots);
            List<PartitionBatch> withoutSnapshots =
                    drafts.stream().map(PartitionDraft::rows).toList();
            dependencies.store().append(withoutSnapshots);
            return withoutSnapshots;
        }
    }

    /** Deciding has thrown what nobody expected. */
    static final class UnexpectedException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        final transient Throwable thrown;

        private UnexpectedException(Throwable thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
