-- Run once, when the volume of Postgres is new: the event store has the database foldline, the registry one of its own.
CREATE DATABASE registry;
