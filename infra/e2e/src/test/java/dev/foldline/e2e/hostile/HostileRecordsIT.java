package dev.foldline.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.torture.hostile.HostileRecord;
import dev.foldline.torture.hostile.HostileRecords;
import dev.foldline.torture.hostile.Place;
import dev.foldline.torture.hostile.RegisteredSchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The fault of a record belongs to that record. Each hostile record is sent between two good commands of its partition,
 * with one of another partition beside them: the good ones are decided as if it were not there, and it has one result,
 * and one dead letter where it could not be decided. A kill of the service repeats nothing, and everything verifies.
 */
@ExtendWith(SharedStack.class)
final class HostileRecordsIT {

    /** A good command may take as long on a slow machine; that it does not wait for a bad one shows in the times. */
    private static final Duration GOOD_WITHIN = Duration.ofSeconds(30);

    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;

    private final LocalStack stack;
    private final Producer<byte @Nullable [], byte @Nullable []> producer;
    private final RegisteredSchemas schemas;
    private final HostileRecords records;
    private final int partitions;
    private final Answered answered;
    private final List<Sent> sent = new ArrayList<>();

    /** A hostile record that was sent. */
    private record Sent(HostileRecord record, Answered.Offset at) {}

    HostileRecordsIT(LocalStack stack) {
        this.stack = stack;
        this.producer = new KafkaProducer<byte @Nullable [], byte @Nullable []>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        REQUEST_BYTES_MAX),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.schemas = new RegisteredSchemas(stack.endpoints().registryUrl());
        this.records = new HostileRecords(RegistrySchemas.at(stack.endpoints().registryUrl()), schemas);
        this.partitions = producer.partitionsFor(Topics.DEFAULT.commands()).size();
        this.answered = new Answered(stack.endpoints(), partitions);
    }

    @BeforeEach
    void openAccounts() throws Exception {
        for (int partition = 0; partition < partitions; partition++) {
            send(good(partition, records.encoded(new OpenAccount("Ada", "EUR", 100L))));
        }
    }

    @AfterEach
    void close() {
        answered.close();
        schemas.close();
        producer.close();
    }

    @Test
    void aDozenHostileRecordsHaveOneResultEachAndHoldUpNothing() throws Exception {
        sendBetweenGoodOnes(records.all().stream().filter(HostileRecord::brief).toList());
        assertAnsweredOnce();
        Pipeline.assertClean(stack.endpoints());
    }

    @Test
    @Tag("soak")
    void everyHostileRecordHasOneResultAndHoldsUpNothingAlsoAfterAKill() throws Exception {
        assertThat(records.all()).hasSizeGreaterThanOrEqualTo(60);
        sendBetweenGoodOnes(records.all());
        assertAnsweredOnce();

        ManagedProcess service = stack.process("command-service");
        service.kill();
        service.restart();

        for (int partition = 0; partition < partitions; partition++) {
            accepted(partition, send(good(partition, deposit())));
        }
        assertAnsweredOnce();
        Pipeline.assertClean(stack.endpoints());
    }

    private void sendBetweenGoodOnes(List<HostileRecord> hostile) throws Exception {
        for (int number = 0; number < hostile.size(); number++) {
            HostileRecord record = hostile.get(number);
            int partition = number % partitions;
            int other = (partition + 1) % partitions;
            Place place = new Place(
                    partition,
                    partitions,
                    account(partition),
                    Keys.inPartition("hostile-" + number + "-", partition, partitions));
            ProducerRecord<byte @Nullable [], byte @Nullable []> bad =
                    record.make().at(place);
            long startedNs = System.nanoTime();
            Answered.Offset before = send(good(partition, deposit()));
            sent.add(new Sent(record, send(bad)));
            Answered.Offset after = send(good(partition, deposit()));
            Answered.Offset beside = send(good(other, deposit()));
            accepted(partition, before);
            accepted(other, beside);
            accepted(partition, after);
            System.out.printf(
                    "%5d ms  %s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs), record.name());
        }
    }

    private void assertAnsweredOnce() {
        List<String> wrong = new ArrayList<>();
        for (Sent one : sent) {
            CommandResult result = answered.result(one.at, TestTimeouts.CONDITION);
            if (one.record.deadLetter() && result.getErrorCode().equals(one.record.code())) {
                answered.deadLetter(one.at);
            }
            String found = result.getErrorCode() + ", " + answered.resultsOf(one.at) + " results, "
                    + answered.deadLettersOf(one.at) + " dead letters";
            String expected = one.record.code() + ", 1 results, " + (one.record.deadLetter() ? 1 : 0) + " dead letters";
            if (!found.equals(expected)) {
                wrong.add(one.record.name() + " has " + found + ", not " + expected + ": " + result.getErrorMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void accepted(int partition, Answered.Offset command) {
        CommandResult result = answered.result(command, GOOD_WITHIN);
        assertThat(result.getStatus())
                .as("partition " + partition + ": " + result)
                .isEqualTo(CommandStatus.ACCEPTED);
    }

    private Answered.Offset send(ProducerRecord<byte @Nullable [], byte @Nullable []> record) throws Exception {
        var metadata = producer.send(record).get(TestTimeouts.CONDITION.toMillis(), TimeUnit.MILLISECONDS);
        return new Answered.Offset(metadata.partition(), metadata.offset());
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> good(int partition, byte[] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), partition, Place.bytes(account(partition)), value);
    }

    private byte[] deposit() {
        return records.encoded(new DepositMoney(1L, "", ""));
    }

    private String account(int partition) {
        return Keys.inPartition("good-", partition, partitions);
    }
}
