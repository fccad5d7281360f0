package dev.foldline.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.e2e.Decided;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.testing.TestTimeouts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A valid command with a value that an index of an inline view's table cannot hold. */
@ExtendWith(SharedStack.class)
final class UnstorableCommandIT {

    private static final int ORDERS = 40;

    @Test
    void itFailsAloneInTimeAndARestartChangesNothing(LocalStack stack) throws Exception {
        String customer = randomText(6_000);
        ManagedProcess service = stack.process("command-service");
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {
            List<CompletableFuture<CommandResult>> good = new ArrayList<>();
            CompletableFuture<CommandResult> bad = new CompletableFuture<>();
            long startedNs = System.nanoTime();
            for (int i = 0; i < ORDERS; i++) {
                good.add(client.send("storable-" + i, order("customer-" + i)));
                if (i == ORDERS / 2) {
                    bad = client.send("unstorable-1", order(customer));
                }
            }
            for (CompletableFuture<CommandResult> each : good) {
                assertThat(await(each).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
            }
            print("the good commands are answered", startedNs);
            CommandResult failed = await(bad);
            print("the bad one is answered", startedNs);

            assertThat(failed.getStatus()).isEqualTo(CommandStatus.FAILED);
            assertThat(failed.getErrorCode()).isEqualTo("not-storable");
            assertThat(failed.getErrorMessage())
                    .contains("table order_summary", "SQLSTATE 54000", "order_summary_customer")
                    .doesNotContain(customer.substring(0, 50));
            assertThat(deadLetters(stack, failed)).containsExactly("not-storable");

            Decided before = Decided.read(stack.endpoints());
            service.kill();
            service.restart();
            assertThat(await(client.send("storable-after", order("customer-1"))).getStatus())
                    .isEqualTo(CommandStatus.ACCEPTED);
            assertThat(deadLetters(stack, failed)).containsExactly("not-storable");
            assertThat(Decided.read(stack.endpoints()).nextOffsets().get(failed.getPartition()))
                    .isGreaterThanOrEqualTo(before.nextOffsets().get(failed.getPartition()));
        }
        Pipeline.assertClean(stack.endpoints());
        assertThat(service.log()).content().doesNotContain(customer.substring(0, 50));
    }

    private static List<String> deadLetters(LocalStack stack, CommandResult failed) throws Exception {
        List<String> codes = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                PreparedStatement query = connection.prepareStatement(
                        "SELECT error_code FROM dead_letters WHERE partition = ? AND command_offset = ?")) {
            query.setInt(1, failed.getPartition());
            query.setLong(2, failed.getCommandOffset());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    codes.add(rows.getString(1));
                }
            }
        }
        return codes;
    }

    private static CommandResult await(CompletableFuture<CommandResult> result) throws Exception {
        return result.get(TestTimeouts.CONDITION.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void print(String what, long sinceNs) {
        System.out.println(
                what + " after " + Duration.ofNanos(System.nanoTime() - sinceNs).toMillis() + " ms");
    }

    private static PlaceOrder order(String customer) {
        return new PlaceOrder(
                customer,
                "EUR",
                List.of(new OrderLine("lamp", 1, 1_500L)),
                "Via Roma 1",
                "Turin",
                "10121",
                "Italy",
                "WEB");
    }

    /** Text that cannot be compressed. */
    private static String randomText(int length) {
        StringBuilder text = new StringBuilder();
        new SplittableRandom(7).ints(length, 'A', 'z').forEach(text::appendCodePoint);
        return text.toString();
    }
}
