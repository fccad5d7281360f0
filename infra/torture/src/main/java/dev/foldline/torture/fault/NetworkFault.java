package dev.foldline.torture.fault;

import dev.foldline.torture.stage.TcpProxy;
import dev.foldline.torture.stage.TortureStack;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Faults of the network between the services and a server.
 *
 * @param way  the proxy on the connection
 * @param deed what is done to it, and undone
 */
record NetworkFault(String name, Part part, Function<TortureStack, TcpProxy> way, Deed deed) implements Fault {

    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int RESETS = 5;
    private static final Duration BETWEEN_RESETS_MAX = Duration.ofMillis(500);
    private static final int DELAY_MAX_MS = 40;

    /** What is done, and undone. */
    @FunctionalInterface
    interface Deed {
        void run(TcpProxy proxy, SplittableRandom random) throws InterruptedException;
    }

    @Override
    public Set<Part> parts() {
        return Set.of(part);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws InterruptedException {
        deed.run(way.apply(stage), random);
        return Outcome.STRUCK;
    }

    static Fault resetPostgresConnections() {
        return new NetworkFault(
                "reset-postgres-connections",
                Part.POSTGRES,
                stage -> stage.proxies().postgres(),
                NetworkFault::reset);
    }

    static Fault slowPostgres() {
        return new NetworkFault(
                "slow-postgres-network", Part.POSTGRES, stage -> stage.proxies().postgres(), NetworkFault::delay);
    }

    static Fault resetBrokerConnections() {
        return new NetworkFault(
                "reset-broker-connections",
                Part.BROKER,
                stage -> stage.proxies().broker(),
                NetworkFault::reset);
    }

    static Fault slowBroker() {
        return new NetworkFault(
                "slow-broker-network", Part.BROKER, stage -> stage.proxies().broker(), NetworkFault::delay);
    }

    private static void reset(TcpProxy proxy, SplittableRandom random) throws InterruptedException {
        for (int i = 0; i < RESETS; i++) {
            proxy.reset();
            TortureStack.pause(TortureStack.upTo(BETWEEN_RESETS_MAX, random));
        }
    }

    private static void delay(TcpProxy proxy, SplittableRandom random) throws InterruptedException {
        proxy.delay(1 + random.nextInt(DELAY_MAX_MS));
        try {
            TortureStack.pause(SLOW);
        } finally {
            proxy.delay(0);
        }
    }
}
