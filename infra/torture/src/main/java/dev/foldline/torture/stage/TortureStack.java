package dev.foldline.torture.stage;

import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.torture.client.RecordTimes;
import dev.foldline.torture.hostile.HostileLedger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What faults act on. Thread-safe.
 *
 * @param stack         the pipeline
 * @param instances     how many instances of each service there are
 * @param faultFile     see {@link dev.foldline.runtime.fault.FaultPoint}
 * @param clockFile     see {@link dev.foldline.runtime.fault.FaultClock}
 * @param recordTimes   of what the clients write
 * @param ledger        of the records of hostile clients
 * @param proxies       between services and servers
 * @param postgresDisk  of Postgres' data
 * @param brokerDisk    of Kafka's data
 */
public record TortureStack(
        LocalStack stack,
        int instances,
        Path faultFile,
        Path clockFile,
        RecordTimes recordTimes,
        HostileLedger ledger,
        Proxies proxies,
        SmallDisk postgresDisk,
        SmallDisk brokerDisk) {

    private static final long LOOK_MS = 10;

    /**
     * What stands between services and servers.
     *
     * @param postgres between command-service and Postgres
     * @param broker   between the services and Kafka
     * @param registry between command-service and the registry
     */
    public record Proxies(TcpProxy postgres, TcpProxy broker, RegistryProxy registry) {}

    public Endpoints endpoints() {
        return stack.endpoints();
    }

    /** One instance of a service. */
    public ManagedProcess anyInstance(String service, SplittableRandom random) {
        return instance(service, 1 + random.nextInt(instances));
    }

    public ManagedProcess instance(String service, int number) {
        return stack.process(number == 1 ? service : service + "-" + number);
    }

    /** A connection to Postgres that goes round the proxy. */
    public Connection postgres() throws SQLException {
        return DriverManager.getConnection(endpoints().jdbcUrl());
    }

    /** Lets the pipeline do without a part for some time. */
    public static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** A time up to a maximum. */
    public static Duration upTo(Duration max, SplittableRandom random) {
        return Duration.ofMillis(random.nextLong(max.toMillis() + 1));
    }

    /** Waits until something is so; false if it is not within the time. */
    public static boolean await(Duration max, BooleanSupplier reached) throws InterruptedException {
        long startedNs = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - startedNs > max.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return true;
    }
}
