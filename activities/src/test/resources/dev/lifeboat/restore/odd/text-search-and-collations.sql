CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = english); CREATE TEXT SEARCH CONFIGURATION conf (COPY = english); ALTER TEXT SEARCH CONFIGURATION conf ALTER MAPPING FOR asciiword WITH d, english_stem;
CREATE COLLATION german (provider = icu, locale = 'de-u-ks-level2', deterministic = false); CREATE COLLATION c_copy FROM "C";
CREATE TABLE t (a text COLLATE german UNIQUE, b text COLLATE c_copy, v tsvector GENERATED ALWAYS AS (to_tsvector('public.conf', coalesce(b, ''))) STORED); INSERT INTO t VALUES ('Straße', 'the quick fox'), ('x', NULL);
CREATE INDEX ON t USING gin (v); CREATE INDEX ON t (b COLLATE "POSIX" text_pattern_ops);
COMMENT ON TEXT SEARCH CONFIGURATION conf IS 'c'; COMMENT ON COLLATION german IS 'g';
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE on_heap2 (a int) USING heap2; INSERT INTO on_heap2 VALUES (1);
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
