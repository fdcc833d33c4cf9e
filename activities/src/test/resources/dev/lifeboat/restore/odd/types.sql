CREATE TYPE pair AS (a int, b text COLLATE "C");
CREATE DOMAIN good_pair AS pair CHECK ((VALUE).a > 0);
CREATE DOMAIN posint AS int DEFAULT 3 NOT NULL CONSTRAINT pos CHECK (VALUE > 0);
CREATE DOMAIN small AS posint CHECK (VALUE < 100);
CREATE TYPE mood AS ENUM ('b', 'a'); ALTER TYPE mood ADD VALUE 'between' BEFORE 'a'; ALTER TYPE mood ADD VALUE E'it''s';
CREATE FUNCTION float_diff(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float_diff, MULTIRANGE_TYPE_NAME = many_floats);
CREATE TYPE shell;
CREATE TABLE t (p pair, g good_pair, s small DEFAULT 5, m mood, ms mood[], f floats, mf many_floats, ps pair[], dd small[], nested pair[][]);
INSERT INTO t VALUES ('(1,"x,"")(")', '(5,)', 7, 'between', '{a,"it''s"}', '[1.5,2)', '{[1,2),[3,4)}', ARRAY[ROW(1, 'a b')::pair, NULL], '{1,2}', ARRAY[[ROW(1,'x')::pair],[ROW(2,NULL)::pair]]);
ALTER DOMAIN posint ADD CONSTRAINT later CHECK (VALUE <> 13) NOT VALID;
CREATE TABLE of_type OF pair (PRIMARY KEY (a)); INSERT INTO of_type VALUES (1, 'x');
COMMENT ON TYPE mood IS 'mood'; COMMENT ON CONSTRAINT pos ON DOMAIN posint IS 'pos'; COMMENT ON COLUMN pair.a IS 'a'; REVOKE USAGE ON TYPE mood FROM PUBLIC; GRANT USAGE ON TYPE mood TO odd_app; ALTER TYPE pair OWNER TO odd_owner;
-- equal: SELECT enumlabel FROM pg_enum ORDER BY enumtypid::regtype::text, enumsortorder
