CREATE TABLE a (id int PRIMARY KEY, v text); CREATE TABLE b (id int, a_id int); CREATE TABLE c (n int);
INSERT INTO a VALUES (1, 'x'); INSERT INTO b VALUES (1, 1), (2, 1); INSERT INTO c VALUES (5);
CREATE VIEW v1 AS SELECT a.id, a.v, b.id AS b FROM a JOIN b ON b.a_id = a.id;
CREATE VIEW v2 WITH (security_barrier, check_option = 'local') AS SELECT * FROM a WHERE id > 0;
CREATE VIEW grouped AS SELECT a.id, a.v, count(*) FROM a GROUP BY a.id;
CREATE RECURSIVE VIEW nums (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM nums WHERE n < 5;
CREATE VIEW v3 AS SELECT v1.*, c.n FROM v1, c;
CREATE VIEW v4 WITH (security_invoker) AS SELECT * FROM v3; -- since 15
ALTER VIEW v4 ALTER COLUMN n SET DEFAULT 7; -- since 15
CREATE FUNCTION f() RETURNS SETOF v3 LANGUAGE sql BEGIN ATOMIC SELECT * FROM v3; END;
CREATE VIEW v5 AS SELECT * FROM f();
COMMENT ON COLUMN v4.n IS 'n'; GRANT SELECT ON v4 TO odd_app; -- since 15
ALTER VIEW v2 OWNER TO odd_owner; GRANT SELECT ON a TO odd_owner;
-- equal: SELECT * FROM v5 ORDER BY 1, 2, 3
