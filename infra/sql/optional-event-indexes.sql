-- Indexes on events that Foldline itself does not need: for operators who ask by correlation id or by event type.
-- Each costs about a quarter of the append rate for as long as it exists, so create only those that you use.
--
--     psql -v ON_ERROR_STOP=1 -f infra/sql/optional-event-indexes.sql "$DATABASE"
--
-- Commands are still decided meanwhile: each partition's table is indexed CONCURRENTLY. This script can be run again at
-- any time, and continues where an earlier run was interrupted.
-- To remove an index: DROP INDEX events_correlation_id; DROP INDEX events_event_type;

CREATE INDEX IF NOT EXISTS events_correlation_id ON ONLY events (correlation_id);
CREATE INDEX IF NOT EXISTS events_event_type ON ONLY events (event_type, occurred_at);

-- What an interrupted run has left half built.
SELECT format('DROP INDEX %s', i.indexrelid::regclass)
FROM pg_index i
JOIN pg_inherits child ON child.inhrelid = i.indrelid AND child.inhparent = 'events'::regclass
WHERE NOT i.indisvalid
\gexec

SELECT format('CREATE INDEX CONCURRENTLY IF NOT EXISTS %I ON %I (%s)', c.relname || '_' || i.suffix, c.relname, i.columns)
FROM (VALUES ('correlation_id', 'correlation_id'), ('event_type', 'event_type, occurred_at')) AS i (suffix, columns)
CROSS JOIN pg_inherits child
JOIN pg_class c ON c.oid = child.inhrelid
WHERE child.inhparent = 'events'::regclass
\gexec

SELECT format('ALTER INDEX %I ATTACH PARTITION %I', 'events_' || i.suffix, c.relname || '_' || i.suffix)
FROM (VALUES ('correlation_id'), ('event_type')) AS i (suffix)
CROSS JOIN pg_inherits child
JOIN pg_class c ON c.oid = child.inhrelid
WHERE child.inhparent = 'events'::regclass
\gexec
