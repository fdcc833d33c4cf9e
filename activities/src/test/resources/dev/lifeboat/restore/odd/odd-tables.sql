CREATE TABLE none (); INSERT INTO none DEFAULT VALUES; INSERT INTO none DEFAULT VALUES;
CREATE TABLE emptied (a int); INSERT INTO emptied VALUES (1); ALTER TABLE emptied DROP COLUMN a;
CREATE TABLE dropped (a int, b text, c int); INSERT INTO dropped VALUES (1, 'x', 2); ALTER TABLE dropped DROP COLUMN b; INSERT INTO dropped VALUES (3, 4); ALTER TABLE dropped ADD COLUMN d text DEFAULT 'added'; INSERT INTO dropped VALUES (5, 6, NULL);
CREATE TABLE nothing_in_it (a int PRIMARY KEY);
DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg('c' || i || ' bool', ', ') FROM generate_series(1, 1600) i) || ')'; END $$;
INSERT INTO wide (c1, c1600) VALUES (true, false);
-- by hand
