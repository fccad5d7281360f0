-- Streams folded up to a version, so that loading one need not begin at its first event. Nothing is lost with this table:
-- a snapshot that is missing, damaged or of another shape is passed over, and the stream is folded from its events.

CREATE TABLE snapshots (
    partition            smallint    NOT NULL,
    aggregate_id         text        NOT NULL COLLATE "C",
    aggregate_version    bigint      NOT NULL CHECK (aggregate_version > 0),
    aggregate_type       text        NOT NULL,
    schema_version       integer     NOT NULL,
    state                jsonb       NOT NULL,
    -- The rows of the type's inline views at this version, by the views' names.
    views                jsonb       NOT NULL,
    -- Which commands the stream had answered: what deduplication would otherwise read from the events before.
    recent_commands      uuid[]      NOT NULL,
    forgotten_created_ms bigint      NOT NULL,
    created_at           timestamptz NOT NULL,
    CONSTRAINT snapshots_pkey PRIMARY KEY (partition, aggregate_id, aggregate_version)
);
