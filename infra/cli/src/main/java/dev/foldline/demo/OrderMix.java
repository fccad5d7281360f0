package dev.foldline.demo;

import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;

/**
 * Commands for orders: each is placed, paid and shipped; some are cancelled on the way, some paid with the wrong amount
 * or shipped too early, and some placed and paid at once, as a bulk.
 */
final class OrderMix implements DomainMix {

    private static final int PER_CENT = 100;
    private static final int BULK_UP_TO = 10;
    private static final int NEW_UP_TO = 40;
    private static final int CANCEL_UP_TO = 48;
    private static final int WRONG_AMOUNT_UP_TO = 52;
    private static final int TOO_EARLY_UP_TO = 56;

    /** How many orders are on their way at most, so that a long run remembers no more of them than a short one. */
    private static final int ORDERS_OPEN_MAX = 500;

    private static final int LINES_MAX = 4;
    private static final int QUANTITY_MAX = 5;
    private static final int PRICE_MAX_MINOR = 20_000;
    private static final int CUSTOMERS = 200;
    private static final int PRODUCTS = 50;

    private static final String[] CITIES = {"Berlin", "Lyon", "Porto", "Utrecht"};
    private static final String[] COUNTRIES = {"DE", "FR", "PT", "NL"};
    private static final String[] SOURCES = {"WEB", "APP", "SHOP"};
    private static final String[] REASONS = {"found it cheaper", "took too long", "ordered twice"};

    private record Open(String id, long totalMinor, boolean paid) {}

    private final SplittableRandom random;
    private final List<Open> open = new ArrayList<>();
    private int placed;

    OrderMix(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public PlannedCommand next(int recordsMax) {
        int roll = random.nextInt(PER_CENT);
        if (open.isEmpty() || (roll < NEW_UP_TO && open.size() < ORDERS_OPEN_MAX)) {
            return place(roll < BULK_UP_TO);
        }
        int index = random.nextInt(open.size());
        Open order = open.get(index);
        if (roll >= NEW_UP_TO && roll < CANCEL_UP_TO) {
            remove(index);
            return PlannedCommand.of(order.id(), new CancelOrder(pick(REASONS), "customer"));
        }
        if (roll >= CANCEL_UP_TO && roll < WRONG_AMOUNT_UP_TO) {
            return PlannedCommand.of(order.id(), payment(order.totalMinor() + 1));
        }
        if (order.paid()) {
            remove(index);
            return ship(order);
        }
        if (roll >= WRONG_AMOUNT_UP_TO && roll < TOO_EARLY_UP_TO) {
            return ship(order);
        }
        open.set(index, new Open(order.id(), order.totalMinor(), true));
        return PlannedCommand.of(order.id(), payment(order.totalMinor()));
    }

    /** The last one takes its place, so that nothing moves up. */
    private void remove(int index) {
        open.set(index, open.getLast());
        open.removeLast();
    }

    private PlannedCommand place(boolean paidAtOnce) {
        placed++;
        String id = "order-" + placed;
        List<OrderLine> lines = new ArrayList<>();
        long totalMinor = 0;
        for (int i = random.nextInt(LINES_MAX); i >= 0; i--) {
            int quantity = 1 + random.nextInt(QUANTITY_MAX);
            long unitPriceMinor = random.nextInt(PRICE_MAX_MINOR);
            lines.add(new OrderLine("product-" + random.nextInt(PRODUCTS), quantity, unitPriceMinor));
            totalMinor += quantity * unitPriceMinor;
        }
        int city = random.nextInt(CITIES.length);
        SpecificRecord order = new PlaceOrder(
                "customer-" + random.nextInt(CUSTOMERS),
                "EUR",
                lines,
                "Main Street " + (1 + random.nextInt(PER_CENT)),
                CITIES[city],
                String.valueOf(10_000 + random.nextInt(80_000)),
                COUNTRIES[city],
                pick(SOURCES));
        open.add(new Open(id, totalMinor, paidAtOnce));
        return paidAtOnce ? PlannedCommand.bulk(id, List.of(order, payment(totalMinor))) : PlannedCommand.of(id, order);
    }

    private ConfirmPayment payment(long amountMinor) {
        PaymentMethod[] methods = PaymentMethod.values();
        return new ConfirmPayment(amountMinor, methods[random.nextInt(methods.length)], "payment-" + placed);
    }

    private PlannedCommand ship(Open order) {
        return PlannedCommand.of(order.id(), new ShipOrder("carrier", "parcel-" + random.nextInt(1_000_000)));
    }

    private String pick(String[] values) {
        return values[random.nextInt(values.length)];
    }
}
