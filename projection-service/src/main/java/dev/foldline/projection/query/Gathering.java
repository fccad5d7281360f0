package dev.foldline.projection.query;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets all instances answer a question together. Thread-safe. */
final class Gathering {

    private final PeerClient client;
    private final int partitions;

    /**
     * @param partitions of every view
     */
    Gathering(PeerClient client, int partitions) {
        this.client = client;
        this.partitions = partitions;
    }

    /** What all instances have. */
    Collected all(Peers peers, Question question, Supplier<Reply> local) {
        List<CompletableFuture<Reply>> asked = ask(peers.others(), question);
        Collected collected = new Collected(partitions);
        collected.add(local.get());
        asked.forEach(reply -> collected.add(reply.join()));
        return collected;
    }

    /**
     * What the first instance has that has something: this one, the one that most likely does, then whichever.
     *
     * <p>Where none has anything, all have been asked.
     */
    Collected first(Peers peers, String key, Question question, Supplier<Reply> local) {
        Collected collected = new Collected(partitions);
        collected.add(local.get());
        if (isEnough(collected)) {
            return collected;
        }
        List<URI> others = new ArrayList<>(peers.others());
        Optional<URI> likely = peers.likelyHost(key);
        if (likely.isPresent()) {
            collected.add(client.ask(likely.get(), question).join());
            others.remove(likely.get());
            if (isEnough(collected)) {
                return collected;
            }
        }
        ask(others, question).forEach(reply -> collected.add(reply.join()));
        return collected;
    }

    private static boolean isEnough(Collected collected) {
        return collected.found().isPresent() || collected.isComplete();
    }

    private List<CompletableFuture<Reply>> ask(List<URI> peers, Question question) {
        return peers.stream().map(peer -> client.ask(peer, question)).toList();
    }
}
