-- The event table: one child per topic partition, so that every stream lives in one small table and COPY goes straight there.
-- ${partitions} is the number of partitions of every topic; it is set once.

CREATE TABLE events (
    partition         smallint    NOT NULL,
    position          bigint      NOT NULL CHECK (position > 0),
    -- Collation C: compared byte by byte, which is fast and never changes with the operating system's locales.
    aggregate_id      text        NOT NULL COLLATE "C",
    aggregate_type    text        NOT NULL,
    aggregate_version bigint      NOT NULL CHECK (aggregate_version > 0),
    event_id          uuid        NOT NULL,
    event_type        text        NOT NULL,
    event_version     smallint    NOT NULL,
    payload           bytea       NOT NULL,
    occurred_at       timestamptz NOT NULL,
    correlation_id    uuid        NOT NULL,
    causation_id      uuid        NOT NULL,
    command_offset    bigint      NOT NULL,
    metadata          jsonb,
    -- The version check. The store knows it by its children's names, events_<partition>_pkey.
    CONSTRAINT events_pkey PRIMARY KEY (partition, aggregate_id, aggregate_version),
    CONSTRAINT events_position_key UNIQUE (partition, position)
) PARTITION BY LIST (partition);

-- No further B-tree: each one costs a quarter of the append rate.
CREATE INDEX events_occurred_at_brin ON events USING brin (occurred_at);

DO $$
BEGIN
    FOR p IN 0 .. ${partitions} - 1 LOOP
        EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES IN (%s)', p, p);
    END LOOP;
END
$$;
