package dev.foldline.projection.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One limit for the memory that all RocksDB stores of this process take outside the heap, independent of the number of
 * partitions and keys.
 *
 * <p>Without it, each store takes 50 MB for blocks and 48 MB for write buffers. Close this after the last store.
 */
public final class RocksDbMemory implements AutoCloseable {

    /** Key under which the Streams configuration hands this object to {@link Setter}. */
    static final String CONFIG_KEY = "foldline.rocksdb.memory";

    private static final long WRITE_BUFFER_BYTES = 8L * 1024 * 1024;
    private static final int WRITE_BUFFERS_PER_STORE_MAX = 2;

    private final Cache blocks;
    private final WriteBufferManager writeBuffers;

    static {
        RocksDB.loadLibrary();
    }

    /**
     * @param bytesMax for blocks, indexes, filters and write buffers together, the last at most half of it
     */
    public RocksDbMemory(long bytesMax) {
        this.blocks = new LRUCache(bytesMax);
        this.writeBuffers = new WriteBufferManager(bytesMax / 2, blocks);
    }

    @Override
    public void close() {
        writeBuffers.close();
        blocks.close();
    }

    /** Makes a store use the shared memory; created by Streams, once for each store. */
    public static final class Setter implements RocksDBConfigSetter {

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (!(configs.get(CONFIG_KEY) instanceof RocksDbMemory memory)) {
                throw new IllegalStateException("store " + storeName + ": no " + CONFIG_KEY + " in the configuration");
            }
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            table.setBlockCache(memory.blocks);
            table.setCacheIndexAndFilterBlocks(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
            options.setWriteBufferManager(memory.writeBuffers);
            options.setWriteBufferSize(WRITE_BUFFER_BYTES);
            options.setMaxWriteBufferNumber(WRITE_BUFFERS_PER_STORE_MAX);
        }

        @Override
        public void close(String storeName, Options options) {
            // The memory is shared: its creator closes it.
        }
    }
}
