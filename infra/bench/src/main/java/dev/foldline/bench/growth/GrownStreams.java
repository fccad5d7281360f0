package dev.foldline.bench.growth;

import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.Rounds;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.Endpoints;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Accounts whose events are put into the event table past the pipeline, as it would have left them: opened, then an
 * amount of one paid in with each further event, and never two events of an account in a row.
 *
 * <p>Only for a pipeline whose command-service does not run. Not thread-safe.
 */
final class GrownStreams {

    private final Endpoints endpoints;
    private final RegistrySchemas schemas;

    /** By account, how many events it has. */
    private final int[] versions;

    /** By account. */
    private final byte[] partitionOf;

    private final int partitions;
    private long events;
    private int nextAccount;

    /**
     * @param partitions of the pipeline, at most 127
     * @param accounts   how many, with the ids of {@link AccountCommands}; none has an event yet
     */
    GrownStreams(Endpoints endpoints, int partitions, int accounts) {
        this.endpoints = endpoints;
        this.schemas = RegistrySchemas.at(endpoints.registryUrl());
        this.partitions = partitions;
        this.versions = new int[accounts];
        this.partitionOf = new byte[accounts];
        for (int account = 0; account < accounts; account++) {
            byte[] key = AccountCommands.id(account).getBytes(StandardCharsets.UTF_8);
            partitionOf[account] = (byte) KeyPartitioner.MURMUR2.partitionOf(key, partitions);
        }
    }

    /** The pipeline is going to append an event to this account by itself: a deposit of one. */
    void hasOneMore(int account) {
        versions[account]++;
        events++;
    }

    /**
     * Puts events into the table until it has so many, the accounts in turn, and sets the partitions' cursors behind
     * them.
     *
     * @throws SQLException if Postgres refuses; what it has then is of no more use
     */
    void growTo(int size) throws SQLException {
        int threads = Math.min(partitions, Runtime.getRuntime().availableProcessors());
        int more = Math.toIntExact(size - events);
        List<Callable<Void>> parts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            parts.add(() -> {
                try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl())) {
                    for (int partition = first; partition < partitions; partition += threads) {
                        grow(connection, partition, more);
                    }
                }
                return null;
            });
        }
        Rounds.secondsOf(parts);
        nextAccount = (int) ((nextAccount + (long) more) % versions.length);
        events = size;
    }

    private void grow(Connection connection, int partition, int more) throws SQLException {
        connection.setAutoCommit(false);
        PartitionRows rows =
                PartitionRows.begin(connection, partition, AvroEncoder.ofRecords(schemas, Topics.DEFAULT.events()));
        for (int i = 0; i < more; i++) {
            int account = (int) ((nextAccount + (long) i) % versions.length);
            if (partitionOf[account] == partition) {
                versions[account]++;
                rows.add(AccountCommands.id(account), versions[account]);
            }
        }
        rows.end();
        connection.commit();
    }

    /**
     * Puts a record with the last position of each partition on the events topic: an owner continues only where topic
     * and table end at the same event. The events before it are not there, as if they had been deleted.
     */
    void announce() throws SQLException {
        Map<String, Object> settings = Map.of("bootstrap.servers", endpoints.bootstrapServers());
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                PreparedStatement cursors =
                        connection.prepareStatement("SELECT partition, next_position - 1 FROM command_partitions");
                ResultSet rows = cursors.executeQuery();
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            while (rows.next()) {
                ProducerRecord<String, byte[]> last =
                        new ProducerRecord<>(Topics.DEFAULT.events(), rows.getInt(1), "", new byte[0]);
                // Those by which recovery knows an event of the pipeline.
                Map.of(
                                HeaderNames.SPEC_VERSION,
                                HeaderNames.SPEC_VERSION_1_0,
                                HeaderNames.CONTENT_TYPE,
                                HeaderNames.AVRO,
                                HeaderNames.SOURCE,
                                "/foldline/account",
                                HeaderNames.AGGREGATE_VERSION,
                                "1",
                                HeaderNames.POSITION,
                                rows.getString(2))
                        .forEach((name, value) -> last.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                var _ = producer.send(last);
            }
        }
    }
}
