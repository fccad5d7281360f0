-- The step of a process that a command was, which its result carries on. Null where no process manager sent it.

ALTER TABLE command_outcomes ADD COLUMN process text;
