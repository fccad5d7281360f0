package dev.foldline.example.order;

import static dev.foldline.example.order.OrderSamples.CANCEL;
import static dev.foldline.example.order.OrderSamples.CANCELLED;
import static dev.foldline.example.order.OrderSamples.ID;
import static dev.foldline.example.order.OrderSamples.LINES;
import static dev.foldline.example.order.OrderSamples.PAID;
import static dev.foldline.example.order.OrderSamples.PLACE;
import static dev.foldline.example.order.OrderSamples.PLACED;
import static dev.foldline.example.order.OrderSamples.REFUNDED;
import static dev.foldline.example.order.OrderSamples.SHIP;
import static dev.foldline.example.order.OrderSamples.SHIPPED;
import static dev.foldline.example.order.OrderSamples.confirm;
import static dev.foldline.example.order.OrderSamples.place;
import static dev.foldline.example.order.OrderSamples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decision;
import dev.foldline.domain.spec.DeciderSpec;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDeciderTest {

    private static final int SEEDS = 200;
    private static final int COMMANDS_PER_SEED = 30;

    private static final List<Order> STATES = List.of(
            new Order.Missing(),
            new Order.Placed("customer-1", "EUR", 5_500),
            new Order.Paid("customer-1", "EUR", 5_500, PaymentMethod.WALLET, "pay-3"),
            new Order.Shipped(),
            new Order.Cancelled());

    private final OrderDecider decider = new OrderDecider();
    private final DeciderSpec<OrderCommand, Order, OrderEvent> order = DeciderSpec.of(decider);

    // --- no order yet ---

    @Test
    void aStreamWithoutEventsIsAMissingOrder() {
        assertThat(order.given().state()).isEqualTo(new Order.Missing());
    }

    @Test
    void anOrderCostsWhatItsLinesCost() {
        assertThat(order.given().when(PLACE).then(PLACED).state())
                .isEqualTo(new Order.Placed("customer-1", "EUR", 5_500));
    }

    @Test
    void whatIsFreeCanBeOrderedToo() {
        OrderLine free = new OrderLine("leaflet", 3, 0L);

        order.given()
                .when(place(free))
                .then(placed(List.of(free), 0))
                .when(confirm(1))
                .thenRejected("payment-mismatch", "order-7 costs 0 EUR, and the payment is 1");
    }

    @Test
    void theTotalGoesUpToTheLargestNumberAndNotBeyond() {
        OrderLine most = new OrderLine("palace", 1, Long.MAX_VALUE);
        OrderLine half = new OrderLine("palace", 2, Long.MAX_VALUE / 2);
        OrderLine one = new OrderLine("lamp", 1, 1L);
        order.given().when(place(most)).then(placed(List.of(most), Long.MAX_VALUE));
        order.given().when(place(half, one)).then(placed(List.of(half, one), Long.MAX_VALUE));

        order.given().when(place(most, one)).thenRejected("order-too-large", tooLarge(2));
        order.given()
                .when(place(new OrderLine("palace", 2, Long.MAX_VALUE / 2 + 1)))
                .thenRejected("order-too-large", tooLarge(1));
    }

    @Test
    void thePiecesGoUpToTheLargestNumberAndNotBeyond() {
        OrderLine most = new OrderLine("screw", Integer.MAX_VALUE, 0L);
        order.given().when(place(most)).then(placed(List.of(most), 0));

        order.given().when(place(most, new OrderLine("lamp", 1, 0L))).thenRejected("order-too-large", tooLarge(2));
    }

    private static String tooLarge(int lines) {
        return "the " + lines + " lines of order-7 come to more than an order can hold, 9223372036854775807 in money or"
                + " 2147483647 in pieces";
    }

    @Test
    void anOrderHasALine() {
        order.given().when(place()).thenRejected("no-lines", "order-7 has no line");
    }

    @ParameterizedTest
    @CsvSource({"'',1,1", "'  ',1,1", "lamp,0,1", "lamp,-1,1", "lamp,1,-1", "lamp,-2,-9223372036854775808"})
    void aLineHasAProductAQuantityAboveZeroAndAPriceNotBelow(String productId, int quantity, long unitPriceMinor) {
        order.given()
                .when(place(new OrderLine("table", 1, 1L), new OrderLine(productId, quantity, unitPriceMinor)))
                .thenRejected(
                        "invalid-line",
                        "line 2 of order-7 is " + quantity + " of product \"" + productId + "\" at " + unitPriceMinor
                                + " each: the product must not be blank, the quantity above zero, the price not"
                                + " below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    void aBlankCustomerIsRefused(String customerId) {
        order.given()
                .when(new OrderCommand.Place(
                        ID, new PlaceOrder(customerId, "EUR", LINES, "Via Roma 1", "Turin", "", "Italy", "WEB")))
                .thenRejected("invalid-customer", "the customer of order-7 is blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EU", "EURO", "eur", "E R", "EU1", "ÉUR"})
    void aCurrencyIsThreeCapitalLetters(String currency) {
        order.given()
                .when(new OrderCommand.Place(
                        ID, new PlaceOrder("customer-1", currency, LINES, "Via Roma 1", "Turin", "", "Italy", "WEB")))
                .thenRejected(
                        "invalid-currency",
                        "currency \"" + currency + "\" is not an ISO 4217 code of three capital letters");
    }

    @ParameterizedTest
    @CsvSource({"'',Turin,Italy", "Via Roma 1,' ',Italy", "Via Roma 1,Turin,''"})
    void anAddressHasAStreetACityAndACountry(String street, String city, String country) {
        order.given()
                .when(new OrderCommand.Place(
                        ID, new PlaceOrder("customer-1", "EUR", LINES, street, city, "10121", country, "WEB")))
                .thenRejected(
                        "invalid-address",
                        "the address of order-7 lacks one of street \"" + street + "\", city \"" + city
                                + "\" and country \"" + country + "\"");
    }

    @Test
    void onlyPlaceOrderReachesAMissingOrder() {
        for (OrderCommand command : List.of(confirm(5_500), SHIP, CANCEL)) {
            order.given().when(command).thenRejected("aggregate-not-found", "there is no order order-7");
        }
    }

    // --- a placed order ---

    @Test
    void anOrderIsPlacedOnce() {
        order.given(PLACED).when(PLACE).thenRejected("aggregate-exists", "order-7 is placed already");
        order.given(PLACED, PAID).when(PLACE).thenRejected("aggregate-exists", "order-7 is placed already");
    }

    @Test
    void aPaymentOfTheTotalPaysTheOrder() {
        assertThat(order.given(PLACED).when(confirm(5_500)).then(PAID).state())
                .isEqualTo(new Order.Paid("customer-1", "EUR", 5_500, PaymentMethod.WALLET, "pay-3"));
    }

    @ParameterizedTest
    @ValueSource(longs = {5_499, 5_501, 0, -5_500, Long.MIN_VALUE, Long.MAX_VALUE})
    void aPaymentOfAnythingElseIsRefused(long amountMinor) {
        order.given(PLACED)
                .when(confirm(amountMinor))
                .thenRejected("payment-mismatch", "order-7 costs 5500 EUR, and the payment is " + amountMinor);
    }

    @Test
    void anOrderThatIsNotPaidIsNotShipped() {
        order.given(PLACED)
                .when(SHIP)
                .thenRejected("order-not-paid", "order-7 cannot be shipped while 5500 EUR are to be paid");
    }

    @Test
    void anOrderThatIsNotPaidIsCancelledWithoutRefund() {
        assertThat(order.given(PLACED).when(CANCEL).then(CANCELLED).state()).isEqualTo(new Order.Cancelled());
    }

    // --- a paid order ---

    @Test
    void anOrderIsPaidOnce() {
        order.given(PLACED, PAID)
                .when(confirm(5_500))
                .thenRejected("order-paid", "order-7 is paid already: 5500 EUR by WALLET");
    }

    @Test
    void aPaidOrderIsShipped() {
        assertThat(order.given(PLACED, PAID).when(SHIP).then(SHIPPED).state()).isEqualTo(new Order.Shipped());
    }

    @ParameterizedTest
    @CsvSource({"'',track-9", "DHL,' '"})
    void aShipmentHasACarrierAndATrackingNumber(String carrier, String trackingNumber) {
        order.given(PLACED, PAID)
                .when(new OrderCommand.Ship(ID, new ShipOrder(carrier, trackingNumber)))
                .thenRejected(
                        "invalid-shipment",
                        "the shipment of order-7 by \"" + carrier + "\" with tracking number \"" + trackingNumber
                                + "\" lacks one of the two");
    }

    @Test
    void cancellingAPaidOrderGivesTheMoneyBackTheWayItCame() {
        assertThat(order.given(PLACED, PAID)
                        .when(CANCEL)
                        .then(CANCELLED, REFUNDED)
                        .state())
                .isEqualTo(new Order.Cancelled());
    }

    @ParameterizedTest
    @CsvSource({"'',customer-1", "changed my mind,' '"})
    void aCancellationHasAReasonAndSomeoneWhoAsksForIt(String reason, String cancelledBy) {
        order.given(PLACED)
                .when(new OrderCommand.Cancel(ID, new CancelOrder(reason, cancelledBy)))
                .thenRejected(
                        "invalid-cancellation",
                        "the cancellation of order-7 for \"" + reason + "\" by \"" + cancelledBy
                                + "\" lacks one of the two");
    }

    // --- the two ends ---

    @Test
    void aShippedOrderAcceptsNoCommand() {
        for (OrderCommand command : List.of(PLACE, confirm(5_500), SHIP, CANCEL)) {
            order.given(PLACED, PAID, SHIPPED)
                    .when(command)
                    .thenRejected("order-shipped", "order-7 is shipped and accepts no command");
        }
    }

    @Test
    void aCancelledOrderAcceptsNoCommand() {
        for (OrderCommand command : List.of(PLACE, confirm(5_500), SHIP, CANCEL)) {
            order.given(PLACED, CANCELLED)
                    .when(command)
                    .thenRejected("order-cancelled", "order-7 is cancelled and accepts no command");
        }
    }

    // --- all of them ---

    @Test
    void everyEventCanBeAppliedToEveryState() {
        for (Order state : STATES) {
            for (OrderEvent event : List.of(PLACED, PAID, SHIPPED, CANCELLED, REFUNDED)) {
                assertThat(decider.evolve(state, event)).isNotNull();
            }
        }
    }

    @Test
    void everyStateComesBackFromItsJson() {
        AggregateType<OrderCommand, Order, OrderEvent> type = OrderDomain.ORDER;
        for (Order state : STATES) {
            assertThat(type.stateJson().read(type.stateJson().write(state))).isEqualTo(state);
            assertThat(type.stateBytes(state)).isPositive();
        }
    }

    @Test
    void whatIsPaidIsEitherShippedOrRefundedAndNeverBoth() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<OrderEvent> events = new ArrayList<>();
            Order state = decider.initialState();
            for (int i = 0; i < COMMANDS_PER_SEED; i++) {
                if (decider.decide(any(random), state) instanceof Decision.Accepted<OrderEvent>(var next)) {
                    for (OrderEvent event : next) {
                        state = decider.evolve(state, event);
                        events.add(event);
                    }
                }
            }
            assertThat(events)
                    .as("seed %d", seed)
                    .isIn(
                            List.of(),
                            List.of(PLACED),
                            List.of(PLACED, PAID),
                            List.of(PLACED, PAID, SHIPPED),
                            List.of(PLACED, CANCELLED),
                            List.of(PLACED, PAID, CANCELLED, REFUNDED));
        }
    }

    private static OrderCommand any(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> PLACE;
            case 2, 3 -> confirm(5_500);
            case 4 -> confirm(random.nextLong());
            case 5, 6 -> SHIP;
            default -> CANCEL;
        };
    }
}
