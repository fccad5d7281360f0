-- The fence and both cursors of each partition. Every batch updates its row, so half of the page is left free for the
-- next versions of it: they stay in the page and touch no index.

CREATE TABLE command_partitions (
    partition     smallint    PRIMARY KEY,
    epoch         bigint      NOT NULL DEFAULT 0,
    owner         text,
    next_offset   bigint      NOT NULL DEFAULT 0,
    next_position bigint      NOT NULL DEFAULT 1,
    acquired_at   timestamptz,
    updated_at    timestamptz
) WITH (fillfactor = 50);

INSERT INTO command_partitions (partition)
SELECT generate_series(0, ${partitions} - 1);
