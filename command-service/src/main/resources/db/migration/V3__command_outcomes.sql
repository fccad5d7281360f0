-- One row for every command that left no events. A command has event rows or a row here, never neither.

CREATE TABLE command_outcomes (
    partition         smallint    NOT NULL,
    command_offset    bigint      NOT NULL,
    command_id        uuid        NOT NULL,
    correlation_id    uuid        NOT NULL,
    aggregate_id      text        NOT NULL COLLATE "C",
    aggregate_type    text        NOT NULL,
    status            text        NOT NULL CHECK (status IN ('ACCEPTED', 'REJECTED', 'FAILED')),
    code              text        NOT NULL,
    message           text        NOT NULL,
    expected_version  bigint,
    actual_version    bigint,
    aggregate_version bigint      NOT NULL,
    last_position     bigint      NOT NULL,
    event_count       integer     NOT NULL,
    decided_at        timestamptz NOT NULL,
    first_offset      bigint      NOT NULL,
    CONSTRAINT command_outcomes_pkey PRIMARY KEY (partition, command_offset)
);

-- A stream's recent command ids are read with every load of the stream, from the index alone.
CREATE INDEX command_outcomes_stream ON command_outcomes (partition, aggregate_id, command_offset) INCLUDE (command_id);
