package dev.foldline.projection.topology;

import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.kafka.PendingOffsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a Streams application that should run does not, and ends a condition that Streams itself would wait for
 * forever: committed offsets that cannot be determined ({@link PendingOffsets}). It asks Kafka only while the
 * application has not run for some seconds. Thread-safe.
 */
public final class GroupWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupWatch.class);

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

    /** A rebalance among healthy members is over before that. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String DETERMINED = "its committed offsets can be determined again, tried: ";

    private static final String RESTORING = "its consumer group is stable, and it restores its stores from its"
            + " changelogs; a transaction that hangs in one of them is ended by itself, and the log says so";

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /**
     * How Streams makes the transactional ids of its threads: from the application, the state folder and the thread.
     */
    private static final String THREAD_OF_PROCESS =
            "-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9]+";

    private final Application application;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String reason;
    private @Nullable Look look;

    /** The application that is watched; the ids of its threads begin with the client id. */
    private record Application(
            String label,
            String id,
            String clientId,
            String bootstrapServers,
            Duration transactionTimeout,
            Supplier<KafkaStreams.State> state) {}

    private GroupWatch(Application application) {
        this.application = application;
        this.thread =
                Thread.ofVirtual().name("group-watch-" + application.label()).unstarted(this::lookUntilClosed);
    }

    /**
     * Makes the watch of one application of this service.
     *
     * @param label its name in logs
     * @param state of it, asked each time
     */
    public static GroupWatch of(
            String label,
            String applicationId,
            PipelineConfig pipeline,
            StreamsSettings settings,
            Supplier<KafkaStreams.State> state) {
        return new GroupWatch(new Application(
                label,
                applicationId,
                StreamsProperties.clientId(applicationId, pipeline),
                pipeline.bootstrapServers(),
                settings.transactionTimeout(),
                state));
    }

    /** Begins to watch. */
    public void start() {
        thread.start();
    }

    /** Why the application does not run; null while it does, and where no reason is known. */
    public @Nullable String reason() {
        return isOnItsWay(application.state().get()) ? reason : null;
    }

    /** The clients and the observations of one period in which the application does not run. */
    private static final class Look {
        final long sinceNs = System.nanoTime();

        @Nullable
        Admin admin;

        @Nullable
        PendingOffsets offsets;
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            calm();
        }
    }

    private void look() throws InterruptedException {
        if (!isOnItsWay(application.state().get())) {
            calm();
            return;
        }
        Look current = look;
        if (current == null) {
            current = new Look();
            look = current;
        }
        if (System.nanoTime() - current.sinceNs > PATIENCE.toNanos()) {
            say(reasonNow(current));
        }
    }

    private static boolean isOnItsWay(KafkaStreams.State state) {
        return state == KafkaStreams.State.CREATED || state == KafkaStreams.State.REBALANCING;
    }

    private @Nullable String reasonNow(Look current) throws InterruptedException {
        Admin admin = current.admin;
        PendingOffsets offsets = current.offsets;
        try {
            if (admin == null || offsets == null) {
                admin = Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, application.bootstrapServers()));
                current.admin = admin;
                offsets = pendingOffsets(admin);
                current.offsets = offsets;
            }
            ConsumerGroupDescription group = Objects.requireNonNull(
                            admin.describeConsumerGroups(List.of(application.id()))
                                    .describedGroups()
                                    .get(application.id()))
                    .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (group.groupState() != GroupState.STABLE) {
                return rebalancing(group);
            }
            List<String> triedBefore = offsets.tried();
            Optional<String> pending = offsets.look(partitionsHere(group));
            if (pending.isPresent()) {
                return pending.get();
            }
            if (!triedBefore.isEmpty()) {
                return DETERMINED + String.join("; ", triedBefore);
            }
            String before = reason;
            return before != null && before.startsWith(DETERMINED) ? before : RESTORING;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = e.getCause();
            return "Kafka does not say why: " + (cause == null ? e : cause);
        }
    }

    private PendingOffsets pendingOffsets(Admin admin) {
        Pattern own = Pattern.compile(Pattern.quote(application.id()) + THREAD_OF_PROCESS);
        return new PendingOffsets(
                admin,
                application.bootstrapServers(),
                new PendingOffsets.Group(
                        application.id(), id -> own.matcher(id).matches(), application.transactionTimeout()));
    }

    private List<TopicPartition> partitionsHere(ConsumerGroupDescription group) {
        return group.members().stream()
                .filter(member -> member.clientId().startsWith(application.clientId() + "-StreamThread-"))
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .toList();
    }

    private static String rebalancing(ConsumerGroupDescription group) {
        String members = group.members().stream().map(GroupWatch::text).sorted().collect(Collectors.joining(", "));
        return "its consumer group is in state " + group.groupState()
                + ": the coordinator waits for each of its members," + " or for the end of its session: "
                + (members.isEmpty() ? "none yet" : members);
    }

    private static String text(MemberDescription member) {
        return member.clientId() + " at " + member.host();
    }

    private void say(@Nullable String now) {
        if (now != null && !now.equals(reason)) {
            log.warn("[{}] does not run: {}", application.label(), now);
        }
        reason = now;
    }

    private void calm() {
        Look over = look;
        if (over != null && over.admin != null) {
            over.admin.close(Duration.ZERO);
        }
        look = null;
        reason = null;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CALL_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
