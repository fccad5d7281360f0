package dev.foldline.verify.money;

import dev.foldline.contract.ProcessStep;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.transfer.TransferCompensated;
import dev.foldline.schema.transfer.TransferCompleted;
import dev.foldline.schema.transfer.TransferRedirected;
import dev.foldline.schema.transfer.TransferRefused;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Money is neither made nor lost: in each currency, what all accounts have and what is on its way is what clients have
 * paid in and not taken out. And each transfer has moved its amount whole: out of the one account and into the other,
 * or back, or not at all.
 *
 * <p>Memory holds a balance per account and the legs of each transfer. Not thread-safe.
 */
public final class MoneyCheck {

    private static final Set<String> PACKAGES = Set.of("dev.foldline.schema.account.", "dev.foldline.schema.transfer.");

    private final Findings findings = new Findings("money is conserved, and transfers move all of it or none");
    private final RecordDecoder decoder;
    private final Ledger ledger = new Ledger();
    private final Map<String, TransferLegs> transfers = new HashMap<>();

    public MoneyCheck(RecordDecoder decoder) {
        this.decoder = decoder;
    }

    /** Applies one row, in the order of its partition; rows of other aggregates are skipped. */
    public void row(EventRow row) {
        if (PACKAGES.stream().noneMatch(row.eventType()::startsWith)) {
            return;
        }
        try {
            apply(row, decoder.decode(row.payload()));
        } catch (UndecodableException e) {
            findings.differ(row.place() + " cannot be read: " + e.getMessage());
        }
    }

    /** To be called once, when all partitions are done. */
    public CheckReport report() {
        Map<TransferLegs.End, Long> ends = new HashMap<>();
        for (TransferLegs transfer : transfers.values()) {
            String fault = transfer.fault();
            if (fault != null) {
                findings.differ(fault);
            }
            transfer.addInFlight(ledger);
            TransferLegs.End end = transfer.end();
            if (end != null) {
                ends.merge(end, 1L, Long::sum);
            }
        }
        ledger.compare(findings::differ);
        long ended = ends.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("accounts", (long) ledger.accounts());
        counts.put("transfers completed", ends.getOrDefault(TransferLegs.End.COMPLETED, 0L));
        counts.put("refused", ends.getOrDefault(TransferLegs.End.REFUSED, 0L));
        counts.put("compensated", ends.getOrDefault(TransferLegs.End.COMPENSATED, 0L));
        counts.put("on their way", transfers.size() - ended);
        return findings.report(counts);
    }

    private void apply(EventRow row, SpecificRecord event) {
        String id = row.aggregateId();
        switch (event) {
            case AccountOpened e -> {
                ledger.paidIn(e.getCurrency(), e.getInitialDepositMinor());
                ledger.balance(id, e.getCurrency(), e.getInitialDepositMinor());
            }
            case MoneyDeposited e -> {
                ledger.balance(id, e.getCurrency(), e.getBalanceMinor());
                if (!isLeg(row, e.getAmountMinor(), e.getCurrency())) {
                    ledger.paidIn(e.getCurrency(), e.getAmountMinor());
                }
            }
            case MoneyWithdrawn e -> {
                ledger.balance(id, e.getCurrency(), e.getBalanceMinor());
                if (!isLeg(row, e.getAmountMinor(), e.getCurrency())) {
                    ledger.paidOut(e.getCurrency(), e.getAmountMinor());
                }
            }
            case AccountClosed _ -> {
                // Its balance was zero, and the last movement said so.
            }
            case TransferRequested e -> transfer(id).requested(e);
            case TransferRedirected e -> transfer(id).redirected(e.getToAccount());
            case TransferCompleted _ -> transfer(id).ended(TransferLegs.End.COMPLETED);
            case TransferRefused _ -> transfer(id).ended(TransferLegs.End.REFUSED);
            case TransferCompensated _ -> transfer(id).ended(TransferLegs.End.COMPENSATED);
            default -> {
                // A report that a transfer is stuck moves nothing.
            }
        }
    }

    /** Whether a movement is a transfer's: its command says so, and has the id that goes with it. */
    private boolean isLeg(EventRow row, long amountMinor, String currency) {
        ProcessStep step = step(row.process());
        if (step == null
                || !step.manager().equals(ExampleRecords.TRANSFER)
                || !step.commandId().equals(row.causationId())) {
            return false;
        }
        transfer(step.processId()).moved(step.step(), new TransferLegs.Leg(row.aggregateId(), amountMinor, currency));
        return true;
    }

    private static @Nullable ProcessStep step(@Nullable String process) {
        return process == null ? null : ProcessStep.parse(process);
    }

    private TransferLegs transfer(String id) {
        return transfers.computeIfAbsent(id, TransferLegs::new);
    }
}
