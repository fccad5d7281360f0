package dev.foldline.verify;

import dev.foldline.contract.AccountRecords;
import dev.foldline.contract.OrderRecords;
import dev.foldline.contract.Topics;
import dev.foldline.contract.TransferRecords;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.schema.projection.DailyTurnover;
import dev.foldline.schema.projection.OrderSummary;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.CommandCheck;
import dev.foldline.verify.check.DeadLetterCheck;
import dev.foldline.verify.check.EventTopicCheck;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.PartitionWalk;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.check.ResultCheck;
import dev.foldline.verify.check.SequenceCheck;
import dev.foldline.verify.money.MoneyCheck;
import dev.foldline.verify.readmodel.ReadModelCheck;
import dev.foldline.verify.readmodel.ReadModelTables;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.PartitionCursor;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.TopicReader;
import dev.foldline.verify.source.ViewQuery;
import dev.foldline.verify.view.BalanceFold;
import dev.foldline.verify.view.OrderBook;
import dev.foldline.verify.view.OrderSummaryCheck;
import dev.foldline.verify.view.OrderViews;
import dev.foldline.verify.view.ViewCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One verification of a pipeline, which may be running: it compares all that was decided when it began.
 *
 * <p>Per partition: the ends of the topics are looked up, then {@code command_partitions} once more. What the topics
 * hold was in the tables before, so a record that the tables do not have is a fault, unless it lies between the two
 * looks.
 */
public final class Verification {

    private static final long ADVANCE_EVENTS = 1_000;

    private final VerifyTarget target;
    private final VerifyProgress progress;
    private final Topics topics = Topics.DEFAULT;
    private final KafkaSource kafka;
    private final SequenceCheck sequence = new SequenceCheck();
    private final EventTopicCheck eventTopic = new EventTopicCheck();
    private final CommandCheck commands = new CommandCheck();
    private final DeadLetterCheck deadLetters = new DeadLetterCheck();
    private final Findings balanceFindings = findings(AccountRecords.ACCOUNT_BALANCES);
    private final Findings orderFindings = findings(OrderRecords.ORDER_SUMMARY);
    private final RegistrySchemas schemas;
    private final ResultCheck results;
    private final BalanceFold balances;
    private final OrderSummaryCheck orderSummaries;
    private final OrderBook orders;
    private final MoneyCheck money;
    private long events;

    /**
     * A view that is compared.
     *
     * @param findings may have differences already: events that could not be read
     * @param rows     what it must show, once all events have been given
     */
    private record CheckedView(
            String name, Schema schema, Findings findings, Supplier<Map<String, ? extends SpecificRecord>> rows) {}

    public Verification(VerifyTarget target, VerifyProgress progress) {
        this.target = target;
        this.progress = progress;
        this.kafka = new KafkaSource(target.bootstrapServers());
        this.schemas = RegistrySchemas.at(target.registryUrl());
        this.results = new ResultCheck(new AvroDecoder(schemas, List.of(CommandResult.getClassSchema()))::decode);
        RecordDecoder orderEvents = new AvroDecoder(schemas, new OrderRecords().events())::decode;
        List<Schema> moneyEvents = new ArrayList<>(new AccountRecords().events());
        moneyEvents.addAll(new TransferRecords().events());
        this.money = new MoneyCheck(new AvroDecoder(schemas, moneyEvents)::decode);
        this.orderSummaries = new OrderSummaryCheck(orderEvents);
        this.orders = new OrderBook(orderEvents, orderFindings);
        this.balances =
                new BalanceFold(new AvroDecoder(schemas, new AccountRecords().events())::decode, balanceFindings);
    }

    /**
     * Runs all checks; to be called once.
     *
     * @return one report per check, failed ones among them
     * @throws dev.foldline.verify.source.VerifyException         if a source could not be read
     * @throws dev.foldline.serde.RegistryUnavailableException if the registry did not give a schema
     */
    public List<CheckReport> run() {
        try (kafka;
                TableReader tables = TableReader.open(target.jdbcUrl())) {
            List<PartitionCursor> decided = new PipelineWait(target.waitMax(), topics, kafka, tables).untilIdle();
            progress.begin(decided.stream()
                    .mapToLong(cursor -> cursor.nextPosition() - 1)
                    .sum());
            decided.forEach(cursor -> comparePartition(tables, cursor));
            List<CheckReport> reports = new ArrayList<>(List.of(
                    sequence.positions(),
                    sequence.versions(),
                    eventTopic.report(),
                    results.report(),
                    commands.report(),
                    deadLetters.report(),
                    orderSummaries.report(),
                    money.report()));
            views().forEach(view -> reports.add(compare(view)));
            reports.add(compareReadModels());
            return reports;
        }
    }

    private void comparePartition(TableReader tables, PartitionCursor read) {
        int partition = read.partition();
        try (TopicReader eventRecords = kafka.open(topics.events(), partition);
                TopicReader resultRecords = kafka.open(topics.commandResults(), partition);
                TopicReader letterRecords = kafka.open(topics.commandsDlq(), partition);
                TopicReader commandRecords = kafka.open(topics.commands(), partition)) {
            PartitionCursor later = tables.cursors().stream()
                    .filter(cursor -> cursor.partition() == partition)
                    .findFirst()
                    .orElse(read);
            eventTopic.beginPartition(eventRecords);
            PartitionWalk walk = new PartitionWalk(new PartitionWalk.Sources(
                    commandRecords,
                    tables.events(read),
                    tables.outcomes(read),
                    resultRecords,
                    tables.repeatedOffsets(read),
                    tables.decidedAgain(read),
                    read,
                    later,
                    commandRecords.begin(),
                    resultRecords.begin() > 0));
            Consumer<EventRow> onRow = this::row;
            walk.run(onRow, commands, results);
            sequence.endPartition(read, tables.eventsBeyondNextPosition(partition));
            eventTopic.endPartition(read, later);
            orderSummaries.endPartition(partition, tables.orderSummaries(partition));
            orderSummaries.withoutEvents(partition, tables.orderSummariesWithoutEvents(partition));
            deadLetters.partition(tables.deadLetters(later), letterRecords, letterRecords.begin() > 0);
        }
    }

    private void row(EventRow row) {
        sequence.row(row);
        eventTopic.row(row);
        balances.row(row);
        orderSummaries.row(row);
        orders.row(row);
        money.row(row);
        events++;
        if (events % ADVANCE_EVENTS == 0) {
            progress.advance(ADVANCE_EVENTS);
        }
    }

    private CheckReport compareReadModels() {
        try (ReadModelTables tables = ReadModelTables.open(target.jdbcUrl())) {
            return new ReadModelCheck(kafka, topics, schemas, target.waitMax()).run(tables);
        }
    }

    /** Compares all rows of the topic, and some of those that the query shows. */
    private CheckReport compare(CheckedView checked) {
        ViewCheck view = new ViewCheck(checked.findings(), checked.rows().get());
        AvroDecoder decoder = new AvroDecoder(schemas, List.of(checked.schema()));
        ViewTopic topic = new ViewTopic(kafka, topics.projection(checked.name()), decoder, target.waitMax());
        view.compareAll("topic", topic.readUntil(view::matches));
        try (ViewQuery query = new ViewQuery(target.queryUrl(), checked.name())) {
            new ViewSample(query, checked.schema(), target.waitMax()).compare(view);
        }
        return view.report();
    }

    private List<CheckedView> views() {
        OrderViews ofOrders = new OrderViews(orders);
        return List.of(
                new CheckedView(
                        AccountRecords.ACCOUNT_BALANCES,
                        AccountBalance.getClassSchema(),
                        balanceFindings,
                        balances::rows),
                new CheckedView(
                        OrderRecords.ORDER_SUMMARY, OrderSummary.getClassSchema(), orderFindings, ofOrders::summaries),
                new CheckedView(
                        OrderRecords.CUSTOMER_ORDERS,
                        CustomerOrders.getClassSchema(),
                        findings(OrderRecords.CUSTOMER_ORDERS),
                        ofOrders::customers),
                new CheckedView(
                        OrderRecords.DAILY_TURNOVER,
                        DailyTurnover.getClassSchema(),
                        findings(OrderRecords.DAILY_TURNOVER),
                        ofOrders::turnovers));
    }

    /** Names of the views that are compared. */
    List<String> viewNames() {
        return views().stream().map(CheckedView::name).toList();
    }

    private static Findings findings(String view) {
        return new Findings("view " + view + " equals a fold of the table");
    }
}
