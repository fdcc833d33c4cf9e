-- database: ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'
CREATE TABLE "é" (a text, "ü" text); INSERT INTO "é" VALUES (chr(233), 'plain'), (chr(255) || chr(160), E'\\.');
COMMENT ON TABLE "é" IS 'ñ';
-- by hand
