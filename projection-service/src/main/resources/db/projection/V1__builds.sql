-- Which build of each view serves, and which is being made beside it. A build is one version's state under a Streams
-- application of its own.
CREATE TABLE projection_builds (
    projection_name text        NOT NULL,
    build           integer     NOT NULL CHECK (build > 0),
    version         integer     NOT NULL,
    state           text        NOT NULL
        CHECK (state IN ('BUILDING', 'CUTTING_OVER', 'SERVING', 'RETIRED', 'CANCELLED', 'DELETED')),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    requested_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection_name, build)
);

CREATE UNIQUE INDEX projection_builds_serving ON projection_builds (projection_name) WHERE state = 'SERVING';

-- The second request for a rebuild fails here, whichever instance it reached.
CREATE UNIQUE INDEX projection_builds_in_progress ON projection_builds (projection_name)
    WHERE state IN ('BUILDING', 'CUTTING_OVER');

-- How far each task of the builds has come while one is made, as its instance reports it.
CREATE TABLE projection_build_tasks (
    projection_name text        NOT NULL,
    build           integer     NOT NULL,
    task            smallint    NOT NULL,
    phase           text        NOT NULL,
    positions       bigint[]    NOT NULL,
    reported_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection_name, build, task),
    FOREIGN KEY (projection_name, build) REFERENCES projection_builds
);
