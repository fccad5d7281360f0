package dev.foldline.projection.query;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.projection.intake.KeyStreams;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The other instances as Kafka Streams knows them: each tells its address to all when it joins. */
public final class StreamsPeers implements Peers {

    private final String name;
    private final Supplier<KafkaStreams> serving;
    private final KeyPartitioner keys;
    private final @Nullable HostInfo self;

    /**
     * @param name    of the store whose rows are asked for
     * @param serving the build that serves at the moment
     * @param keys    how a key finds its partition, and so its instance
     * @param self    host and port of this instance, null where others cannot reach it
     */
    public StreamsPeers(String name, Supplier<KafkaStreams> serving, KeyPartitioner keys, @Nullable String self) {
        this.name = name;
        this.serving = serving;
        this.keys = keys;
        this.self = self == null ? null : HostInfo.buildFromEndpoint(self);
    }

    @Override
    public List<URI> others() {
        KafkaStreams streams = serving.get();
        try {
            return streams.metadataForAllStreamsClients().stream()
                    .map(StreamsMetadata::hostInfo)
                    .filter(this::isOther)
                    .distinct()
                    .map(StreamsPeers::url)
                    .toList();
        } catch (IllegalStateException e) {
            // It does not run, so it does not know of others.
            return List.of();
        }
    }

    @Override
    public Optional<URI> likelyHost(String key) {
        try {
            KeyQueryMetadata found = serving.get().queryMetadataForKey(name, key, KeyStreams.partitioner(keys));
            return found == null
                    ? Optional.empty()
                    : Optional.of(found.activeHost()).filter(this::isOther).map(StreamsPeers::url);
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private boolean isOther(HostInfo host) {
        return !host.equals(HostInfo.unavailable()) && !host.equals(self);
    }

    private static URI url(HostInfo host) {
        return URI.create("http://" + host.host() + ":" + host.port());
    }
}
