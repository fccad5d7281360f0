package dev.foldline.verify.money;

import dev.foldline.schema.transfer.TransferRequested;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one transfer has moved, and how it has ended. Not thread-safe. */
final class TransferLegs {

    /** How a transfer ends. */
    enum End {
        COMPLETED,
        REFUSED,
        COMPENSATED
    }

    /** A movement of money into an account or out of it. */
    record Leg(String account, long amountMinor, String currency) {}

    private final String id;
    private final List<Leg> withdrawn = new ArrayList<>(1);
    private final List<Leg> deposited = new ArrayList<>(1);
    private final List<Leg> refunded = new ArrayList<>(0);
    private final List<End> ends = new ArrayList<>(1);
    private @Nullable TransferRequested requested;
    private @Nullable String redirectedTo;

    TransferLegs(String id) {
        this.id = id;
    }

    void requested(TransferRequested event) {
        requested = event;
    }

    void redirected(String account) {
        redirectedTo = account;
    }

    void ended(End end) {
        ends.add(end);
    }

    /**
     * Takes a movement in.
     *
     * @param step of the process
     */
    void moved(String step, Leg leg) {
        switch (step) {
            case "withdraw" -> withdrawn.add(leg);
            case "deposit" -> deposited.add(leg);
            default -> refunded.add(leg);
        }
    }

    @Nullable
    End end() {
        return ends.isEmpty() ? null : ends.getFirst();
    }

    /** What it has taken and not given to anybody, in minor units of each leg's own currency. */
    void addInFlight(Ledger ledger) {
        withdrawn.forEach(leg -> ledger.inFlight(leg.currency(), leg.amountMinor()));
        deposited.forEach(leg -> ledger.inFlight(leg.currency(), -leg.amountMinor()));
        refunded.forEach(leg -> ledger.inFlight(leg.currency(), -leg.amountMinor()));
    }

    /** What is wrong with it; null where nothing is. */
    @Nullable
    String fault() {
        TransferRequested wanted = requested;
        if (wanted == null) {
            return "transfer " + id + " has moved money and was not requested";
        }
        if (withdrawn.size() > 1 || deposited.size() + refunded.size() > withdrawn.size() || ends.size() > 1) {
            return this + " has not moved each part once, or has ended twice";
        }
        if (!withdrawn.stream().allMatch(leg -> fits(leg, wanted, wanted.getFromAccount()))
                || !deposited.stream().allMatch(leg -> fits(leg, wanted, wanted.getToAccount()))
                || !refunded.stream().allMatch(leg -> fits(leg, wanted, refundTo(wanted)))) {
            return this + " has moved another amount than " + wanted.getAmountMinor() + " " + wanted.getCurrency()
                    + ", or between other accounts";
        }
        End end = end();
        return end == null || hasMoved(end) ? null : this + " is " + end + " and has not moved that";
    }

    private boolean hasMoved(End end) {
        return switch (end) {
            case COMPLETED -> withdrawn.size() == 1 && deposited.size() == 1;
            case REFUSED -> withdrawn.isEmpty();
            case COMPENSATED -> withdrawn.size() == 1 && refunded.size() == 1;
        };
    }

    private String refundTo(TransferRequested wanted) {
        return redirectedTo == null ? wanted.getFromAccount() : redirectedTo;
    }

    private static boolean fits(Leg leg, TransferRequested wanted, String account) {
        return leg.equals(new Leg(account, wanted.getAmountMinor(), wanted.getCurrency()));
    }

    @Override
    public String toString() {
        return "transfer " + id + " (withdrawn " + withdrawn + ", deposited " + deposited + ", given back " + refunded
                + ")";
    }
}
