-- What became of each command of a bulk that left no events: an array of [status, version, events, code, message].
-- Null where the record was no bulk.

ALTER TABLE command_outcomes ADD COLUMN parts jsonb;
