CREATE UNLOGGED TABLE light (a int PRIMARY KEY); INSERT INTO light VALUES (1), (2);
CREATE TABLE t (a text, b text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 500, ALTER b SET (n_distinct = -0.5);
ALTER TABLE t ALTER b SET COMPRESSION pglz;
INSERT INTO t VALUES (repeat('x', 10000), repeat('y', 10000));
CREATE INDEX t_b ON t USING hash (b); CREATE INDEX t_brin ON t USING brin (b) WITH (pages_per_range = 4); CREATE INDEX t_a ON t (md5(a) DESC NULLS LAST) WITH (fillfactor = 60);
ALTER INDEX t_a ALTER COLUMN 1 SET STATISTICS 300;
CREATE TEMP TABLE not_saved (a int);
CREATE STATISTICS s1 (ndistinct, mcv) ON a, b FROM t; CREATE STATISTICS s2 ON (length(a)) FROM t; ALTER STATISTICS s1 SET STATISTICS 50; COMMENT ON STATISTICS s1 IS 's';
