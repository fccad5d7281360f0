package dev.foldline.verify;

import dev.foldline.contract.Topics;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.schema.projection.DailyTurnover;
import dev.foldline.schema.projection.OrderSummary;
import dev.foldline.schema.projection.ProductSales;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.money.MoneyCheck;
import dev.foldline.verify.readmodel.CheckedReadModel;
import dev.foldline.verify.readmodel.ReadModelCheck;
import dev.foldline.verify.readmodel.ReadModelTables;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.ViewQuery;
import dev.foldline.verify.view.BalanceFold;
import dev.foldline.verify.view.OrderBook;
import dev.foldline.verify.view.OrderSummaryCheck;
import dev.foldline.verify.view.OrderViews;
import dev.foldline.verify.view.ViewCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The checks of the example domains: inline view, money, views and read models. Not thread-safe. */
final class ExampleChecks implements DomainChecks {

    private final VerifyTarget target;
    private final Topics topics;
    private final KafkaSource kafka;
    private final RegistrySchemas schemas;
    private final Findings balanceFindings = findings(ExampleRecords.ACCOUNT_BALANCES);
    private final Findings orderFindings = findings(ExampleRecords.ORDER_SUMMARY);
    private final BalanceFold balances;
    private final OrderSummaryCheck orderSummaries;
    private final OrderBook orders;
    private final MoneyCheck money;

    /**
     * A view that is compared.
     *
     * @param findings may have differences already: events that could not be read
     * @param rows     what it must show, once all events have been given
     */
    private record CheckedView(
            String name, Schema schema, Findings findings, Supplier<Map<String, ? extends SpecificRecord>> rows) {}

    ExampleChecks(VerifyTarget target, Topics topics, KafkaSource kafka, RegistrySchemas schemas) {
        this.target = target;
        this.topics = topics;
        this.kafka = kafka;
        this.schemas = schemas;
        RecordDecoder orderEvents = new AvroDecoder(schemas, ExampleRecords.orderEvents())::decode;
        List<Schema> moneyEvents = new ArrayList<>(ExampleRecords.accountEvents());
        moneyEvents.addAll(ExampleRecords.transferEvents());
        this.money = new MoneyCheck(new AvroDecoder(schemas, moneyEvents)::decode);
        this.orderSummaries = new OrderSummaryCheck(orderEvents);
        this.orders = new OrderBook(orderEvents, orderFindings);
        this.balances =
                new BalanceFold(new AvroDecoder(schemas, ExampleRecords.accountEvents())::decode, balanceFindings);
    }

    @Override
    public void row(EventRow row) {
        balances.row(row);
        orderSummaries.row(row);
        orders.row(row);
        money.row(row);
    }

    @Override
    public void endPartition(TableReader tables, int partition) {
        orderSummaries.endPartition(partition, tables.orderSummaries(partition));
        orderSummaries.withoutEvents(partition, tables.orderSummariesWithoutEvents(partition));
    }

    @Override
    public List<CheckReport> reports() {
        List<CheckReport> reports = new ArrayList<>(List.of(orderSummaries.report(), money.report()));
        views().forEach(view -> reports.add(compare(view)));
        reports.add(compareReadModels());
        return reports;
    }

    /** Names of the views that are compared. */
    List<String> viewNames() {
        return views().stream().map(CheckedView::name).toList();
    }

    private CheckReport compareReadModels() {
        try (ReadModelTables tables = ReadModelTables.open(target.jdbcUrl())) {
            return new ReadModelCheck("read models equal views", kafka, topics, schemas, target.waitMax())
                    .run(CheckedReadModel.ofExamples(), tables);
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
                        ExampleRecords.ACCOUNT_BALANCES,
                        AccountBalance.getClassSchema(),
                        balanceFindings,
                        balances::rows),
                new CheckedView(
                        ExampleRecords.ORDER_SUMMARY,
                        OrderSummary.getClassSchema(),
                        orderFindings,
                        ofOrders::summaries),
                new CheckedView(
                        ExampleRecords.CUSTOMER_ORDERS,
                        CustomerOrders.getClassSchema(),
                        findings(ExampleRecords.CUSTOMER_ORDERS),
                        ofOrders::customers),
                new CheckedView(
                        ExampleRecords.DAILY_TURNOVER,
                        DailyTurnover.getClassSchema(),
                        findings(ExampleRecords.DAILY_TURNOVER),
                        ofOrders::turnovers),
                new CheckedView(
                        ExampleRecords.PRODUCT_SALES,
                        ProductSales.getClassSchema(),
                        findings(ExampleRecords.PRODUCT_SALES),
                        ofOrders::products));
    }

    private static Findings findings(String view) {
        return new Findings("view " + view + " equals a fold of the table");
    }
}
