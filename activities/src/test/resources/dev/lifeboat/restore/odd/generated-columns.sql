CREATE FUNCTION tax(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT n * 1.19';
CREATE TABLE g (a int, d int GENERATED ALWAYS AS (a * 2) STORED, b text, t text GENERATED ALWAYS AS (b || '!') STORED, n numeric, x numeric GENERATED ALWAYS AS (tax(n)) STORED);
INSERT INTO g (a, b, n) SELECT i, 'v' || i, i FROM generate_series(1, 50) i;
CREATE INDEX ON g (d);
CREATE TABLE only_generated (c int GENERATED ALWAYS AS (1) STORED);
INSERT INTO only_generated DEFAULT VALUES; INSERT INTO only_generated DEFAULT VALUES;
-- by hand
