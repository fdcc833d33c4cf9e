CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION citext; CREATE EXTENSION pgcrypto SCHEMA ext; CREATE EXTENSION "uuid-ossp";
CREATE TABLE t (h ext.hstore, c citext UNIQUE, u uuid DEFAULT uuid_generate_v4()); INSERT INTO t VALUES ('a=>1, "b c"=>NULL', 'MiXed');
CREATE INDEX ON t USING gin (h);
COMMENT ON EXTENSION citext IS 'ours';
GRANT EXECUTE ON FUNCTION ext.digest(text, text) TO odd_app; REVOKE EXECUTE ON FUNCTION ext.digest(text, text) FROM PUBLIC;
