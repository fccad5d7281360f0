-- How far each read model has read each partition of its view's topic. A transaction that writes rows moves it on, if it
-- stands where the writer believes it does, so that nothing is written twice and nobody writes who has been replaced.
CREATE TABLE projection_checkpoints (
    name       text        NOT NULL,
    partition  smallint    NOT NULL,
    -- Version of the read model that writes.
    version    integer     NOT NULL CHECK (version > 0),
    -- The topic that the rows came from. Null while they count for nothing: they are removed, and reading begins anew.
    topic_id   uuid,
    -- Offset of the next record to read.
    position   bigint      NOT NULL CHECK (position >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, partition)
) WITH (fillfactor = 50);

-- Rows of the views as JSON, for read models without a table of their own.
CREATE TABLE projections (
    projection_name text        NOT NULL,
    id              text        NOT NULL,
    partition       smallint    NOT NULL,
    data            jsonb       NOT NULL,
    -- Offset of the row in the view's topic: it rises whenever the row changes.
    version         bigint      NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection_name, id)
);

CREATE INDEX projections_data ON projections USING gin (data jsonb_path_ops);
