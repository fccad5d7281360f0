-- The inline view order-summary: one row per order, written in the transaction of the order's events and folded from
-- them alone, so that it can be built again at any time.

CREATE TABLE order_summary (
    partition         smallint    NOT NULL,
    aggregate_id      text        NOT NULL COLLATE "C",
    aggregate_version bigint      NOT NULL,
    customer_id       text        NOT NULL,
    status            text        NOT NULL,
    total_minor       bigint      NOT NULL,
    currency          text        NOT NULL,
    -- Pieces of all lines.
    item_count        integer     NOT NULL,
    -- Null until the order is paid.
    payment_method    text,
    -- Null unless the order is cancelled.
    cancel_reason     text,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT order_summary_pkey PRIMARY KEY (partition, aggregate_id)
);

CREATE INDEX order_summary_customer ON order_summary (customer_id, status);
CREATE INDEX order_summary_status ON order_summary (status, created_at);
