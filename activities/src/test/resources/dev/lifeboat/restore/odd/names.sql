CREATE SCHEMA "Sch""ema ä
;--"; CREATE SCHEMA "select";
CREATE TABLE "Sch""ema ä
;--"."ta'ble	\ 日本." ("col""umn
ü" text PRIMARY KEY, "select" int, "a.b" int, " " int, "$1" text, "\.\" text);
INSERT INTO "Sch""ema ä
;--"."ta'ble	\ 日本." VALUES (E'\\.', 1, 2, 3, E'\t', E'\n'), ('', NULL, NULL, NULL, '\N', '');
CREATE TABLE "select"."from" ("where" int CONSTRAINT "check" CHECK ("where" > 0), "table" serial PRIMARY KEY);
INSERT INTO "select"."from" VALUES (1);
CREATE INDEX "in""dex ;" ON "select"."from" ("where");
CREATE VIEW "select"."vi""ew" AS SELECT "where" AS "or der" FROM "select"."from";
CREATE FUNCTION "select"."fun""c"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "tri""gger'" BEFORE INSERT ON "select"."from" FOR EACH ROW EXECUTE FUNCTION "select"."fun""c"();
CREATE TABLE "select"."refers" ("x'y" int CONSTRAINT "f""k; --" REFERENCES "select"."from" ("table")); INSERT INTO "select"."refers" VALUES (1);
CREATE TABLE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk (a int); CREATE TABLE "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJK" (a int);
INSERT INTO abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk VALUES (1);
COMMENT ON TABLE "select"."from" IS E'-- Name: x; Type: TABLE\n\\restrict ; '' "'; GRANT SELECT ON "select"."from" TO "odd ""Reader""";
CREATE TABLE "été" ("naïve" int); CREATE TABLE "🚤" ("⚓" int); INSERT INTO "🚤" VALUES (1);
-- by hand
