package dev.foldline.command.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.BrokenStream;
import dev.foldline.command.stream.RecentCommandIds;
import dev.foldline.command.stream.StreamState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnedPartitionTest {

    private static final int CACHE_BYTES_MAX = 100_000;

    private final AtomicLong nowNs = new AtomicLong();
    private final OwnedPartition owned = new OwnedPartition(
            new InMemoryEventStore(new InMemoryTables(1)).acquire(0, "test"), CACHE_BYTES_MAX, nowNs::get);

    @Test
    void aStreamThatCouldNotBeFoldedIsLoadedAgainAfterAWhile() {
        commit("broken", new BrokenStream("no schema with id 17", false));
        commit("whole", null);
        assertThat(owned.cached("broken")).isNotNull();

        nowNs.addAndGet(OwnedPartition.BROKEN_FOR.dividedBy(2).toNanos());
        commit("broken", new BrokenStream("no schema with id 17", false));
        nowNs.addAndGet(OwnedPartition.BROKEN_FOR.dividedBy(2).toNanos());
        assertThat(owned.cached("broken")).isNull();

        nowNs.addAndGet(Duration.ofDays(365).toNanos());
        assertThat(owned.cached("whole")).isNotNull();
    }

    private void commit(String aggregateId, @Nullable BrokenStream broken) {
        PartitionDraft draft = new PartitionDraft(owned);
        draft.add(new StreamDraft(
                new StreamId(0, aggregateId), new StreamState(1, null, null, new RecentCommandIds(), 0, broken)));
        owned.committed(draft);
    }
}
