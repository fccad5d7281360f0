-- History is never rewritten: UPDATE, DELETE and TRUNCATE on events are refused to every role but the archiver's, also to
-- the owner of the table and to a superuser.

DO $$
BEGIN
    CREATE ROLE foldline_archiver NOLOGIN;
EXCEPTION
    -- Roles belong to the server: another database may have made it before, or be making it now.
    WHEN duplicate_object OR unique_violation THEN
        NULL;
    WHEN insufficient_privilege THEN
        RAISE WARNING 'role foldline_archiver is missing and % may not create it: nobody can archive events until an administrator does', current_user;
END
$$;

CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'foldline_archiver' THEN
        RAISE EXCEPTION '% on % is refused to role %: events are never rewritten; append a new event that corrects, or archive as role foldline_archiver',
            TG_OP, TG_TABLE_NAME, current_user
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;

-- On every child too: a statement on a child does not fire the triggers of the parent. ALWAYS: also in a session that has
-- set session_replication_role.
DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY
        ARRAY['events'] || ARRAY(SELECT format('events_%s', p) FROM generate_series(0, ${partitions} - 1) AS p)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER history_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()', guarded);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER history_guard', guarded);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'foldline_archiver') THEN
            EXECUTE format('GRANT SELECT, DELETE, TRUNCATE ON %I TO foldline_archiver', guarded);
        END IF;
    END LOOP;
END
$$;
