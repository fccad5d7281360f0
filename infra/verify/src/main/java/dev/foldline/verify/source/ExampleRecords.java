package dev.foldline.verify.source;

import dev.foldline.domain.Domains;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import java.util.List;
import org.apache.avro.Schema;

/**
 * What the check knows of the example domains: names, and which records are events. Written down here a second time,
 * so that a fault in the domains' own lists cannot hide itself.
 */
public final class ExampleRecords {

    public static final String ACCOUNT_BALANCES = "account-balances";
    public static final String ORDER_SUMMARY = "order-summary";
    public static final String CUSTOMER_ORDERS = "customer-orders";
    public static final String DAILY_TURNOVER = "daily-turnover";
    public static final String PRODUCT_SALES = "product-sales";

    /** Name of the process manager that moves money. */
    public static final String TRANSFER = "transfer";

    private ExampleRecords() {}

    /** Whether this process has the example domains; a pipeline may run without them. */
    public static boolean arePresent() {
        return Domains.onClassPath().views().containsKey(ACCOUNT_BALANCES);
    }

    /** The events of accounts. */
    public static List<Schema> accountEvents() {
        return List.of(
                AccountOpened.getClassSchema(),
                MoneyDeposited.getClassSchema(),
                MoneyWithdrawn.getClassSchema(),
                AccountClosed.getClassSchema());
    }

    /** The events of orders. */
    public static List<Schema> orderEvents() {
        return List.of(
                OrderPlaced.getClassSchema(),
                PaymentConfirmed.getClassSchema(),
                OrderShipped.getClassSchema(),
                OrderCancelled.getClassSchema(),
                PaymentRefunded.getClassSchema());
    }

    /** The events of transfers. */
    public static List<Schema> transferEvents() {
        return List.of(
                TransferRequested.getClassSchema(),
                TransferCompleted.getClassSchema(),
                TransferRefused.getClassSchema(),
                TransferCompensated.getClassSchema(),
                TransferStuck.getClassSchema(),
                TransferRedirected.getClassSchema());
    }
}
