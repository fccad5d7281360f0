package dev.foldline.projection.gate;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** The gates' store outside a topology. */
public final class GateStores {

    private GateStores() {}

    /** An empty store. */
    public static KeyValueStore<Integer, GateState> empty() {
        KeyValueStore<Integer, GateState> store = Gates.storeBuilder(Gates.STORE)
                .withCachingDisabled()
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return store;
    }
}
