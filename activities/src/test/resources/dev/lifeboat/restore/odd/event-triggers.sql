CREATE TABLE ddl_log (tag text);
CREATE TABLE other (a int);
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.ddl_log VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION watch();
CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION watch();
ALTER EVENT TRIGGER off DISABLE;
COMMENT ON EVENT TRIGGER watching IS 'watches';
CREATE TABLE made_under_it (a int);
INSERT INTO other VALUES (1);
