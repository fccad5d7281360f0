-- How far a replay of the events into a topic has come: one row per partition, of the newest replay into that topic. It
-- is for people, and for the owners: where the events topic itself is being built again, nobody forwards to it. Where a
-- replay goes on after a crash is read from the topic's end.

CREATE TABLE replay_progress (
    target        text        NOT NULL,
    partition     smallint    NOT NULL,
    -- Whether the target is the topic that command-service forwards events to.
    into_events   boolean     NOT NULL,
    -- Only events that occurred from this on, and before that; null for no such end.
    occurred_from timestamptz,
    occurred_to   timestamptz,
    state         text        NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'REFUSED')),
    next_position bigint      NOT NULL,
    last_position bigint      NOT NULL,
    events_done   bigint      NOT NULL,
    events_total  bigint      NOT NULL,
    started_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT replay_progress_pkey PRIMARY KEY (target, partition)
);
