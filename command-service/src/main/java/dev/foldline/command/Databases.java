package dev.foldline.command;

import dev.foldline.command.config.DatabaseConfig;
import dev.foldline.command.config.ReadConfig;
import dev.foldline.command.deadletter.CommandResender;
import dev.foldline.command.deadletter.DeadLetterService;
import dev.foldline.command.deadletter.PostgresDeadLetters;
import dev.foldline.command.ops.DatabaseSize;
import dev.foldline.command.ops.MeasuredDatabase;
import dev.foldline.command.read.StreamHistory;
import dev.foldline.command.replay.PostgresReplayTable;
import dev.foldline.command.replay.ReplayRequest;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.PartitionedEventStore;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresSchemaPins;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.view.PostgresViewRebuild;
import dev.foldline.runtime.PartitionDatabases;
import dev.foldline.serde.pin.SchemaPins;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The databases of this pipeline.
 *
 * @param config     how to connect
 * @param partitions which of them holds which partition
 */
record Databases(DatabaseConfig config, PartitionDatabases partitions) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration QUESTION_TIMEOUT = Duration.ofSeconds(3);

    /** Counting the events of a stretch of time reads all of them. */
    private static final Duration REPLAY_QUERY_TIMEOUT = Duration.ofMinutes(10);

    /** Each database once, in the order of {@link PartitionDatabases#urls}. */
    List<PostgresSettings> all(String applicationName) {
        return partitions.urls().stream()
                .map(url -> settings(url, applicationName))
                .toList();
    }

    /** A store over all of them, for one thread. */
    EventStore open(String applicationName) {
        List<EventStore> stores = all(applicationName).stream()
                .<EventStore>map(PostgresEventStore::new)
                .toList();
        return stores.size() == 1 ? stores.getFirst() : new PartitionedEventStore(stores, partitions::databaseOf);
    }

    /** What schema ids were first used with, in all of them. */
    SchemaPins schemaPins(String applicationName) {
        return new PostgresSchemaPins(all(applicationName));
    }

    /** Each database, to be asked for its size. */
    List<MeasuredDatabase> measured(String applicationName) {
        return all(applicationName).stream()
                .map(settings -> new MeasuredDatabase(settings.place(), () -> DatabaseSize.bytes(settings)))
                .toList();
    }

    /**
     * One connection to each of them, for questions that are asked again and again and want their answer soon; in the
     * order of {@link PartitionDatabases#urls}.
     */
    List<PostgresSession> questions(String applicationName) {
        PostgresSettings.Limits limits = new PostgresSettings.Limits(
                QUESTION_TIMEOUT, QUESTION_TIMEOUT.dividedBy(2), QUESTION_TIMEOUT, QUESTION_TIMEOUT.plusSeconds(1));
        return partitions.urls().stream()
                .map(url -> new PostgresSession(settings(url, applicationName, limits)))
                .toList();
    }

    /**
     * The dead letters in all of them.
     *
     * @param resender sends a command while its letter is locked, and gives up within {@code resendTimeout}
     */
    DeadLetterService deadLetters(String applicationName, CommandResender resender, Duration resendTimeout) {
        PostgresSettings.Limits limits = new PostgresSettings.Limits(
                CONNECT_TIMEOUT,
                resendTimeout.dividedBy(2),
                resendTimeout.multipliedBy(2),
                resendTimeout.multipliedBy(3));
        List<PostgresDeadLetters> tables = partitions.urls().stream()
                .map(url -> new PostgresDeadLetters(settings(url, applicationName, limits)))
                .toList();
        return new DeadLetterService(
                tables,
                partition -> partition < partitions.count() ? tables.get(partitions.databaseOf(partition)) : null,
                resender);
    }

    /**
     * Connections for building inline views again, opened when asked for; in the order of {@link
     * PartitionDatabases#urls}.
     */
    List<Supplier<PostgresViewRebuild>> viewRebuilds(String applicationName) {
        return all(applicationName).stream()
                .<Supplier<PostgresViewRebuild>>map(settings -> () -> new PostgresViewRebuild(settings))
                .toList();
    }

    /** What is committed in all of them, for reading aggregates. */
    StreamHistory history(String applicationName, ReadConfig read) {
        return new StreamHistory(all(applicationName), partitions::databaseOf, read.connectionsMax(), read.timeout());
    }

    /** The events in each of them for a replay; in the order of {@link PartitionDatabases#urls}. */
    List<PostgresReplayTable> replayTables(String applicationName, ReplayRequest request) {
        PostgresSettings.Limits limits = new PostgresSettings.Limits(
                CONNECT_TIMEOUT, CONNECT_TIMEOUT, REPLAY_QUERY_TIMEOUT, REPLAY_QUERY_TIMEOUT.plus(CONNECT_TIMEOUT));
        return partitions.urls().stream()
                .map(url -> new PostgresReplayTable(settings(url, applicationName, limits), request))
                .toList();
    }

    private PostgresSettings settings(String url, String applicationName) {
        Duration transaction = config.transactionTimeout();
        PostgresSettings.Limits limits = new PostgresSettings.Limits(
                CONNECT_TIMEOUT, transaction.dividedBy(2), transaction, transaction.multipliedBy(2));
        return settings(url, applicationName, limits);
    }

    private PostgresSettings settings(String url, String applicationName, PostgresSettings.Limits limits) {
        return new PostgresSettings(url, config.user(), config.password().value(), applicationName, limits);
    }
}
