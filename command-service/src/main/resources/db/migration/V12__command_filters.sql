-- What is known of the ids of a stream's commands, so that a new command is told from a repeated one without reading the
-- stream. One row has a short hash of the id of each command that left events in the versions after from_version, or an
-- outcome at the offsets after from_offset. A hash that is here only says where to look. Nothing is lost with this table:
-- rows that are missing are written again, from the stream, when they are needed next.

CREATE TABLE command_filters (
    partition         smallint NOT NULL,
    aggregate_id      text     NOT NULL COLLATE "C",
    -- The row begins behind this version and this offset, and ends with those below.
    from_version      bigint   NOT NULL,
    from_offset       bigint   NOT NULL,
    to_version        bigint   NOT NULL,
    to_offset         bigint   NOT NULL,
    -- Latest creation time that a UUIDv7 among the ids carries, in ms; 0 where none is a UUIDv7.
    latest_created_ms bigint   NOT NULL,
    -- Four bytes for each id. Hashes do not compress.
    hashes            bytea    STORAGE EXTERNAL NOT NULL,
    CONSTRAINT command_filters_pkey PRIMARY KEY (partition, aggregate_id, from_version, from_offset)
);
