package dev.foldline.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.ProcessStep;
import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.Reaction;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.example.account.Account;
import dev.foldline.example.transfer.MoneyTransfer;
import dev.foldline.example.transfer.Transfer;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import dev.foldline.schema.transfer.TransferProcess;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.schema.transfer.TransferStuck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Transfers between a few accounts over messages that are late, come twice and out of order, or are lost until they are
 * asked for again; with transactions of the process manager that abort, commands that fail until their dead letters are
 * retried, accounts that are emptied and closed meanwhile, and operators who redirect what is stuck. One seed, one run.
 */
final class TransferSimulation {

    static {
        GeneratedClasses.trust();
    }

    private static final int ACCOUNTS = 5;
    private static final int TRANSFERS = 40;
    private static final int CLIENT_COMMANDS = 60;
    private static final long REQUESTS_WITHIN_MS = 60_000;
    private static final long FIRST_MINOR = 1_000;
    private static final String VAULT = "vault-";
    private static final int STEPS_MAX = 200_000;

    private record Planned(long atMs, int number, Runnable action) {}

    /** What one transfer has moved: each leg by its step. */
    private static final class Legs {
        private long takenMinor;
        private long givenMinor;
        private int movements;
    }

    private final SplittableRandom random;
    private final MoneyTransfer process = new MoneyTransfer();
    private final SimulatedBank bank = new SimulatedBank(this::happened);
    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>(Comparator.comparingLong(Planned::atMs).thenComparingInt(Planned::number));
    private final Map<String, TransferProcess> states = new HashMap<>();
    private final Map<String, Map<String, Long>> timers = new HashMap<>();
    private final Map<UUID, ProcessStep> steps = new HashMap<>();
    private final Map<String, String> currencies = new HashMap<>();
    private final Map<String, Legs> legs = new TreeMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private long paidInMinor;
    private long nowMs;
    private int planned;

    TransferSimulation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How many transfers have ended in which way. */
    Map<String, Integer> run() {
        command(client(VAULT + "EUR", new OpenAccount("bank", "EUR", 0L)));
        command(client(VAULT + "USD", new OpenAccount("bank", "USD", 0L)));
        for (int account = 0; account < ACCOUNTS; account++) {
            command(client("account-" + account, new OpenAccount("Ada", account == 4 ? "USD" : "EUR", FIRST_MINOR)));
        }
        for (int i = 0; i < TRANSFERS; i++) {
            String id = "t-" + i;
            at(random.nextLong(REQUESTS_WITHIN_MS), () -> command(client(id, request())));
        }
        for (int i = 0; i < CLIENT_COMMANDS; i++) {
            at(random.nextLong(2 * REQUESTS_WITHIN_MS), () -> command(clientCommand()));
        }
        int done = 0;
        for (Planned next = plan.poll(); next != null; next = plan.poll()) {
            nowMs = next.atMs();
            next.action().run();
            checkMoney();
            assertThat(++done).as("steps until all is at rest").isLessThan(STEPS_MAX);
        }
        checkEnds();
        return ends;
    }

    // --- commands ---

    private record Sent(UUID id, String aggregateId, SpecificRecord command) {}

    private Sent client(String aggregateId, SpecificRecord command) {
        return new Sent(new UUID(random.nextLong(), random.nextLong()), aggregateId, command);
    }

    private RequestTransfer request() {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amountMinor = 1 + random.nextLong(FIRST_MINOR / 2);
        return new RequestTransfer("account-" + from, "account-" + to, amountMinor, from == 4 ? "USD" : "EUR", "");
    }

    private Sent clientCommand() {
        String account = "account-" + random.nextInt(ACCOUNTS);
        long balanceMinor = bank.account(account) instanceof Account.Open open ? open.balanceMinor() : 0;
        return switch (random.nextInt(4)) {
            case 0 -> client(account, new DepositMoney(1 + random.nextLong(FIRST_MINOR), "", ""));
            case 1 -> client(account, new WithdrawMoney(1 + random.nextLong(FIRST_MINOR / 4), "", ""));
            case 2 -> client(account, new WithdrawMoney(Math.max(1, balanceMinor), "", ""));
            default -> client(account, new CloseAccount("moved"));
        };
    }

    private void command(Sent sent) {
        boolean fails = steps.containsKey(sent.id()) && random.nextInt(40) == 0;
        decide(sent, fails, false);
    }

    private void decide(Sent sent, boolean fails, boolean retried) {
        CommandResult result = bank.decide(sent.id(), sent.aggregateId(), sent.command(), fails, retried);
        if (result.getStatus() == CommandStatus.FAILED && !result.getDuplicate()) {
            at(later(300_000), () -> decide(sent, false, true));
        }
        ProcessStep step = steps.get(sent.id());
        // A lost answer is asked for again, but for those of a retry, which come from no question of the process.
        if (step != null && (retried || random.nextInt(5) != 0)) {
            deliver(step.processId(), new Input.Answered(step.step(), SimulatedBank.answer(result)), false);
        }
    }

    private void happened(UUID commandId, SpecificRecord event) {
        switch (event) {
            case AccountOpened e -> paidInMinor += e.getInitialDepositMinor();
            case MoneyDeposited e -> moved(commandId, e.getAmountMinor());
            case MoneyWithdrawn e -> moved(commandId, -e.getAmountMinor());
            case TransferRequested e -> {
                currencies.put(e.getTransferId(), e.getCurrency());
                deliver(e.getTransferId(), happenedTo(e.getTransferId(), e), true);
            }
            case TransferRedirected e -> deliver(e.getTransferId(), happenedTo(e.getTransferId(), e), true);
            case TransferStuck e -> {
                if (e.getRefused()) {
                    String vault = VAULT + currencies.get(e.getTransferId());
                    at(later(60_000), () -> command(client(e.getTransferId(), new RedirectTransfer(vault, "closed"))));
                }
            }
            default -> {
                // Moves nothing and is not an input.
            }
        }
    }

    private void moved(UUID commandId, long amountMinor) {
        ProcessStep step = steps.get(commandId);
        if (step == null) {
            paidInMinor += amountMinor;
            return;
        }
        Legs its = legs.computeIfAbsent(step.processId(), _ -> new Legs());
        its.movements++;
        if (amountMinor < 0) {
            its.takenMinor -= amountMinor;
        } else {
            its.givenMinor += amountMinor;
        }
    }

    // --- the process manager ---

    private static Input happenedTo(String transfer, SpecificRecord event) {
        return new Input.Happened(new Event(event, new EventMetadata(transfer, 1, 0, 1, Instant.EPOCH, transfer)));
    }

    /** Answers come twice now and then; events do not, as the gate drops repeats. */
    private void deliver(String transfer, Input input, boolean once) {
        at(later(3_000), () -> take(transfer, input));
        if (!once && random.nextInt(4) == 0) {
            at(later(60_000), () -> take(transfer, input));
        }
    }

    private void take(String transfer, Input input) {
        TransferProcess before = states.get(transfer);
        Reaction<TransferProcess> reaction = process.react(before, input);
        if (random.nextInt(8) == 0) {
            // The transaction aborts: nothing of the reaction is ever seen, and the input comes again.
            at(later(10_000), () -> take(transfer, input));
            return;
        }
        keep(transfer, reaction.state());
        reaction.timers().forEach(change -> change(transfer, change));
        reaction.commands().forEach(send -> {
            ProcessStep step = new ProcessStep(process.name(), send.step(), transfer);
            steps.put(step.commandId(), step);
            Sent sent = new Sent(step.commandId(), send.aggregateId(), send.command());
            at(later(random.nextInt(20) == 0 ? 200_000 : 2_000), () -> command(sent));
        });
    }

    private void keep(String transfer, @Nullable TransferProcess state) {
        if (state == null) {
            states.remove(transfer);
            timers.remove(transfer);
        } else {
            states.put(transfer, state);
        }
    }

    private void change(String transfer, Reaction.Timer change) {
        Map<String, Long> its = timers.computeIfAbsent(transfer, _ -> new HashMap<>());
        switch (change) {
            case Reaction.Timer.Cancel cancel -> its.remove(cancel.name());
            case Reaction.Timer.Set set -> {
                long dueMs = nowMs + set.after().toMillis();
                its.put(set.name(), dueMs);
                at(dueMs, () -> fire(transfer, set.name(), dueMs));
            }
        }
    }

    private void fire(String transfer, String timer, long dueMs) {
        Map<String, Long> its = timers.getOrDefault(transfer, Map.of());
        if (Long.valueOf(dueMs).equals(its.get(timer))) {
            its.remove(timer);
            take(transfer, new Input.Due(timer));
        }
    }

    // --- time ---

    private long later(long withinMs) {
        return nowMs + random.nextLong(withinMs);
    }

    private void at(long atMs, Runnable action) {
        plan.add(new Planned(atMs, planned++, action));
    }

    // --- what must hold ---

    private void checkMoney() {
        long inFlightMinor = 0;
        for (Map.Entry<String, Legs> transfer : legs.entrySet()) {
            Legs its = transfer.getValue();
            long missingMinor = its.takenMinor - its.givenMinor;
            assertThat(missingMinor == 0 || missingMinor == its.takenMinor)
                    .as("%s has taken %d and given %d", transfer.getKey(), its.takenMinor, its.givenMinor)
                    .isTrue();
            assertThat(its.movements).as("movements of %s", transfer.getKey()).isLessThanOrEqualTo(2);
            inFlightMinor += missingMinor;
        }
        assertThat(bank.balancesMinor() + inFlightMinor)
                .as("balances and money in flight")
                .isEqualTo(paidInMinor);
    }

    private void checkEnds() {
        assertThat(states).as("processes that are not over").isEmpty();
        List<String> moving = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            String id = "t-" + i;
            Legs its = legs.getOrDefault(id, new Legs());
            if (!(bank.transfer(id) instanceof Transfer.Ended ended)
                    || its.takenMinor != its.givenMinor
                    || its.movements != (ended.how().equals("refused") ? 0 : 2)) {
                moving.add(id + " " + bank.transfer(id));
            } else {
                ends.merge(ended.how(), 1, Integer::sum);
            }
        }
        assertThat(moving).as("transfers that have not ended as they say").isEmpty();
    }
}
