package dev.foldline.domain.view;

import org.apache.avro.specific.SpecificRecord;

/**
 * A view of the events: a name, a version, a key function and a fold, all pure. The engine builds topology, store,
 * topic and query from it.
 *
 * <p>One row per aggregate unless {@link #rowKey} says otherwise. {@link #named} builds one; a
 * {@link dev.foldline.domain.Domain} lists its views. The row's record is registered under the view's name.
 *
 * @param <V> the view's row
 */
public interface Projection<V extends SpecificRecord> {

    /**
     * A view that reads no event yet; {@link NamedProjection#on} adds them.
     *
     * <pre>{@code
     * Projection.named("voucher-balances", 1, VoucherBalance.class)
     *         .on(VoucherIssued.class, (row, event, meta) ->
     *                 new VoucherBalance(event.getVoucherId(), event.getAmountMinor()))
     *         .on(VoucherRedeemed.class, (row, event, meta) -> null) // null removes the row
     * }</pre>
     *
     * @param name    in topics, paths and metrics, in kebab case
     * @param version of the fold, from 1
     * @param row     generated class of a row
     */
    static <V extends SpecificRecord> NamedProjection<V> named(String name, int version, Class<V> row) {
        return NamedProjection.of(name, version, row);
    }

    /** Name in topics, paths and metrics, in kebab case: {@code account-balances}. */
    String name();

    /**
     * Version of the fold, from 1. A higher one has state and progress of its own, so it reads all events again.
     */
    int version();

    /** Which row an event belongs to; the aggregate's own row where a view does not say otherwise. */
    default RowKey rowKey() {
        return RowKey.ofAggregate();
    }

    /** How events change rows; the same fold at every call. */
    Fold<V> fold();
}
