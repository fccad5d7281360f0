-- What each schema id was first used with. The events carry ids alone, and a registry that was lost gives them again: the
-- id of an event is believed only while the registry has the same schema for it. A row is written before the first event
-- that has its id, or, for events of an older build, when the first of them is read. Rows are never changed. The text is
-- there so that a lost schema can be registered again under its old id.

CREATE TABLE schema_fingerprints (
    schema_id   integer     CONSTRAINT schema_fingerprints_pkey PRIMARY KEY,
    -- Full name of the record.
    type        text        NOT NULL,
    -- Of all that decides how bytes are read: 16 hexadecimal digits.
    fingerprint text        NOT NULL,
    -- As JSON, with the schemas that it refers to.
    schema      text        NOT NULL,
    pinned_at   timestamptz NOT NULL DEFAULT now()
);
