-- What this database was set up for; the services compare it with what they find and refuse to start on another.

CREATE TABLE pipeline_metadata (
    key   text PRIMARY KEY,
    value text NOT NULL
);

INSERT INTO pipeline_metadata (key, value) VALUES ('partitions', '${partitions}');
