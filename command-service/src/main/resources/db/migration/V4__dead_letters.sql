-- Commands that could not be decoded or decided, byte for byte, until someone resolves them.

CREATE TABLE dead_letters (
    partition      smallint    NOT NULL,
    command_offset bigint      NOT NULL,
    key            bytea,
    value          bytea,
    -- An array of [name, value in base64 or null], in the order of the record.
    headers        jsonb       NOT NULL,
    error_code     text        NOT NULL,
    error_message  text        NOT NULL,
    error_class    text        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    resolved_at    timestamptz,
    resolution     text,
    CONSTRAINT dead_letters_pkey PRIMARY KEY (partition, command_offset)
);
