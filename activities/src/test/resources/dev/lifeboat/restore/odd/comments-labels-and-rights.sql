CREATE SCHEMA s AUTHORIZATION odd_owner; GRANT USAGE ON SCHEMA s TO odd_app; COMMENT ON SCHEMA s IS 's';
CREATE TABLE s.t (a int, b text, c int); ALTER TABLE s.t OWNER TO odd_owner;
GRANT SELECT (a), UPDATE (b) ON s.t TO odd_app; GRANT ALL ON s.t TO "odd ""Reader""" WITH GRANT OPTION; REVOKE DELETE ON s.t FROM odd_owner; REVOKE TRIGGER ON s.t FROM "odd ""Reader""";
INSERT INTO s.t VALUES (1, 'x', 2);
GRANT USAGE ON SCHEMA s TO "odd ""Reader"""; SET ROLE "odd ""Reader"""; GRANT SELECT ON s.t TO odd_app; RESET ROLE;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO odd_app;
ALTER DEFAULT PRIVILEGES FOR ROLE odd_owner GRANT EXECUTE ON FUNCTIONS TO odd_app;
ALTER DEFAULT PRIVILEGES FOR ROLE odd_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE odd_app IN SCHEMA s GRANT USAGE ON SEQUENCES TO "odd ""Reader""";
CREATE SEQUENCE s.q; GRANT USAGE ON SEQUENCE s.q TO odd_app; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO odd_app;
COMMENT ON TABLE s.t IS 't'; COMMENT ON COLUMN s.t.a IS E'line\nline'; COMMENT ON SEQUENCE s.q IS 'q'; CREATE INDEX i ON s.t (a); COMMENT ON INDEX s.i IS 'i'; ALTER TABLE s.t ADD CONSTRAINT u UNIQUE (a); COMMENT ON CONSTRAINT u ON s.t IS 'u';
REVOKE ALL ON s.t FROM odd_owner;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC; GRANT USAGE ON LANGUAGE plpgsql TO odd_app;
-- equal: SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 's'::regnamespace ORDER BY 1
-- equal: SELECT attname, attacl::text FROM pg_attribute WHERE attrelid = 's.t'::regclass AND attnum > 0 ORDER BY 1
-- equal: SELECT defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1, 2, 3
