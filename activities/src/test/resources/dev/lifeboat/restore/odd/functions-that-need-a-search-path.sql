CREATE FUNCTION inner_one(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION outer_one(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN inner_one($1); END';
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2);
CREATE INDEX t_outer ON t (outer_one(a));
