package dev.foldline.e2e.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.TableReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Aggregates are answered as they are and were, by the whole pipeline: what was sent is what is read. */
@ExtendWith(SharedStack.class)
final class LiveReadsIT {

    private static final int PARTITIONS = 8;
    private static final int BULKS = 5;
    private static final int DEPOSITS_PER_BULK = 50;
    private static final int VERSIONS = 1 + BULKS * DEPOSITS_PER_BULK;

    private final LocalStack stack;
    private final CommandClient client;
    private final ServiceClient service;

    LiveReadsIT(LocalStack shared) {
        stack = shared;
        client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl());
        service = new ServiceClient(stack.endpoints().commandUrl());
    }

    @AfterEach
    void close() {
        client.close();
        service.close();
    }

    @Test
    void anAggregateIsFoundInWhateverPartitionItsKeyBelongsTo() {
        List<String> ids = new ArrayList<>(List.of("read/Zoë's 帳戶 🙂", "read a+b%2F", "..", "read?x=1#y"));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ids.add(Keys.inPartition("read-", partition, PARTITIONS));
        }
        List<Integer> partitions = new ArrayList<>();
        for (String id : ids) {
            CommandResult opened =
                    client.send(id, new OpenAccount("Ada", "EUR", 7L)).join();

            JsonNode found = aggregate(id, Map.of());

            assertThat(found.get("aggregateId").asText()).isEqualTo(id);
            assertThat(found.get("aggregateType").asText()).isEqualTo("account");
            assertThat(found.get("version").asLong()).isEqualTo(opened.getAggregateVersion());
            assertThat(found.get("partition").asInt()).isEqualTo(opened.getPartition());
            assertThat(found.get("lastPosition").asLong()).isEqualTo(opened.getLastPosition());
            assertThat(found.get("lastEventAt").asText())
                    .isEqualTo(opened.getDecidedAt().toString());
            assertThat(balance(found)).isEqualTo(7);
            partitions.add(opened.getPartition());
        }
        assertThat(partitions).contains(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void everyVersionAndEveryTimeOfALongStreamIsAFoldOfItsFirstEvents() {
        String id = "read-long";
        depositInBulks(id);

        List<Instant> times = new ArrayList<>();
        long balance = 0;
        for (int version = 1; version <= VERSIONS; version++) {
            balance += amount(version);
            JsonNode then = aggregate(id, Map.of("version", version));
            assertThat(then.get("version").asLong()).isEqualTo(version);
            assertThat(balance(then)).as("balance at version %d", version).isEqualTo(balance);
            times.add(Instant.parse(then.get("lastEventAt").asText()));
        }
        for (Instant at : times.stream().distinct().toList()) {
            long first = times.stream().takeWhile(time -> !time.isAfter(at)).count();
            JsonNode then = aggregate(id, Map.of("at", at));
            assertThat(then.get("version").asLong()).as("version at %s", at).isEqualTo(first);
            assertThat(balance(then))
                    .isEqualTo(LongStream.rangeClosed(1, first)
                            .map(LiveReadsIT::amount)
                            .sum());
        }
    }

    @Test
    void itsEventsAreThoseOfTheTablePageAfterPage() {
        String id = "read-events";
        depositInBulks(id);

        List<JsonNode> events = new ArrayList<>();
        long from = 1;
        while (from > 0) {
            JsonNode page = service.get("/aggregates/" + id + "/events", Map.of("from", from, "limit", 60));
            page.get("events").forEach(events::add);
            from = page.path("next").asLong();
        }

        assertThat(events).hasSize(VERSIONS);
        try (TableReader tables = TableReader.open(stack.endpoints().jdbcUrl())) {
            Iterator<EventRow> rows = tables.stream(id, VERSIONS + 1);
            for (JsonNode event : events) {
                EventRow row = rows.next();
                assertThat(event.get("eventId").asText())
                        .isEqualTo(row.eventId().toString());
                assertThat(event.get("eventType").asText()).isEqualTo(row.eventType());
                assertThat(event.get("eventVersion").asInt()).isEqualTo(row.eventVersion());
                assertThat(event.get("aggregateVersion").asLong()).isEqualTo(row.aggregateVersion());
                assertThat(event.get("position").asLong()).isEqualTo(row.position());
                assertThat(event.get("occurredAt").asText())
                        .isEqualTo(row.occurredAt().toString());
                assertThat(event.get("correlationId").asText())
                        .isEqualTo(row.correlationId().toString());
                assertThat(event.get("causationId").asText())
                        .isEqualTo(row.causationId().toString());
                assertThat(event.get("commandOffset").asLong()).isEqualTo(row.commandOffset());
                assertThat(event.path("actor").asText()).isEqualTo(row.aggregateVersion() == 1 ? "null" : "ada");
                assertThat(event.path("part").asInt()).isEqualTo(row.part());
                assertThat(event.path("parts").asInt()).isEqualTo(row.parts());
                if (row.aggregateVersion() > 1) {
                    assertThat(event.at("/data/amountMinor").asLong()).isEqualTo(amount(row.aggregateVersion()));
                }
            }
            assertThat(rows).isExhausted();
        }
    }

    /** Leaves {@link #VERSIONS} events, more than there are from one snapshot to the next. */
    private void depositInBulks(String id) {
        accepted(CommandRequest.of(id, new OpenAccount("Ada", "EUR", amount(1))));
        for (int bulk = 0; bulk < BULKS; bulk++) {
            long before = 1 + (long) bulk * DEPOSITS_PER_BULK;
            List<SpecificRecord> deposits = new ArrayList<>();
            for (int i = 1; i <= DEPOSITS_PER_BULK; i++) {
                deposits.add(new DepositMoney(amount(before + i), "", ""));
            }
            accepted(CommandRequest.ofBulk(id, deposits).withActor("ada"));
        }
    }

    /** What the event of a version adds to the balance; no two sums of first events are the same. */
    private static long amount(long version) {
        return 1_000 + version;
    }

    private void accepted(CommandRequest request) {
        assertThat(client.send(request).join().getStatus()).isEqualTo(CommandStatus.ACCEPTED);
    }

    private JsonNode aggregate(String id, Map<String, ?> question) {
        return service.get("/aggregates/" + ServiceClient.segment(id), question);
    }

    private static long balance(JsonNode aggregate) {
        return aggregate.at("/state/balanceMinor").asLong();
    }
}
