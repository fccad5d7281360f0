package dev.foldline.projection.query;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Sends a request to all instances and gathers their responses. Thread-safe. */
final class ScatterGather {

    private final PeerClient client;
    private final int partitions;

    /**
     * @param partitions of every view
     */
    ScatterGather(PeerClient client, int partitions) {
        this.client = client;
        this.partitions = partitions;
    }

    /** What all instances have. */
    PeerResponses all(Peers peers, PeerRequest request, Supplier<PeerResponse> local) {
        List<CompletableFuture<PeerResponse>> asked = ask(peers.others(), request);
        PeerResponses responses = new PeerResponses(partitions);
        responses.add(local.get());
        asked.forEach(response -> responses.add(response.join()));
        return responses;
    }

    /**
     * The answer of the first instance that has one: first this instance, then the one that most likely has it, then
     * the others.
     *
     * <p>If none has one, all have been asked.
     */
    PeerResponses first(Peers peers, String key, PeerRequest request, Supplier<PeerResponse> local) {
        PeerResponses responses = new PeerResponses(partitions);
        responses.add(local.get());
        if (isEnough(responses)) {
            return responses;
        }
        List<URI> others = new ArrayList<>(peers.others());
        Optional<URI> likely = peers.likelyHost(key);
        if (likely.isPresent()) {
            responses.add(client.ask(likely.get(), request).join());
            others.remove(likely.get());
            if (isEnough(responses)) {
                return responses;
            }
        }
        ask(others, request).forEach(response -> responses.add(response.join()));
        return responses;
    }

    private static boolean isEnough(PeerResponses responses) {
        return responses.found().isPresent() || responses.isComplete();
    }

    private List<CompletableFuture<PeerResponse>> ask(List<URI> peers, PeerRequest request) {
        return peers.stream().map(peer -> client.ask(peer, request)).toList();
    }
}
