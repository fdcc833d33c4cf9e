-- by hand
-- An in-place tablespace needs no folder of its own; PostgreSQL 14 has none.
SET allow_in_place_tablespaces = on; -- since 15
SELECT 'CREATE TABLESPACE "Odd Space" LOCATION ''''' WHERE NOT EXISTS (SELECT FROM pg_tablespace WHERE spcname = 'Odd Space') \gexec -- since 15
GRANT CREATE ON TABLESPACE "Odd Space" TO PUBLIC; SET default_tablespace = "Odd Space"; -- since 15
CREATE TABLE away (a int PRIMARY KEY, b text); CREATE INDEX away_b ON away (b) TABLESPACE pg_default;
CREATE TABLE split (a int, b text) PARTITION BY RANGE (a); CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (10) TABLESPACE pg_default;
CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (10) TO (20); CREATE INDEX split_b ON split (b);
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM away;
RESET default_tablespace; CREATE TABLE here (a int UNIQUE); CREATE INDEX here_a ON here (a) TABLESPACE "Odd Space"; -- since 15
INSERT INTO away SELECT g, 'x' || g FROM generate_series(1, 50) g; INSERT INTO split SELECT g, 'y' FROM generate_series(0, 19) g; INSERT INTO here VALUES (1);
REFRESH MATERIALIZED VIEW counted;
-- equal: SELECT relname, coalesce((SELECT spcname FROM pg_tablespace t WHERE t.oid = reltablespace), '-') FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1
