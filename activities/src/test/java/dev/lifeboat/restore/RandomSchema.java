package dev.lifeboat.restore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A database that a seed decides: schemas, types, tables, keys, partitions, inheritance, views, rights and rows. */
final class RandomSchema {
    private static final List<String> NAMES = List.of(
            "plain",
            "Mixed Case",
            "sel\"ect",
            "ta'ble",
            "été",
            "日本",
            "a.b",
            "semi;colon",
            "tab\there",
            "new\nline",
            "🚤",
            "x");
    private static final List<String> ROLES = List.of("odd_owner", "odd_app", "\"odd \"\"Reader\"\"\"");

    /** Types, each with an expression over {@code i} that gives its values. */
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("int", "(i * 7) % 100");
        TYPES.put("bigint", "i::bigint * 10000000000");
        TYPES.put("smallint", "(i % 100)::smallint");
        TYPES.put("numeric(20,5)", "i / 7.0");
        TYPES.put("numeric", "(i::numeric ^ 20) / 3");
        TYPES.put("float8", "sqrt(i)");
        TYPES.put("real", "(i / 3.0)::real");
        TYPES.put("text", "'v' || i || chr(i % 50 + 9) || E'\\\\'");
        TYPES.put("varchar(40)", "repeat('ä', i % 40)");
        TYPES.put("char(5)", "left(i::text, 5)");
        TYPES.put("boolean", "i % 2 = 0");
        TYPES.put("date", "'2000-01-01'::date + i * 37");
        TYPES.put("timestamptz", "'2024-03-31 01:30:00+00'::timestamptz + i * interval '1 hour'");
        TYPES.put("timestamp(3)", "'1999-12-31 23:59:59.999'::timestamp - i * interval '7 days'");
        TYPES.put("interval", "i * interval '1 month 3 days 4.5 seconds'");
        TYPES.put("uuid", "md5(i::text)::uuid");
        TYPES.put("bytea", "decode(md5(i::text), 'hex')");
        TYPES.put("jsonb", "jsonb_build_object('k' || i, ARRAY[i, i + 1], 'n', NULL)");
        TYPES.put("json", "('{\"a\" :  ' || i || '}')::json");
        TYPES.put("int[]", "ARRAY[i, NULL, i * 2]");
        TYPES.put("text[]", "ARRAY['a,b', '\"', NULL, '{' || i]");
        TYPES.put("inet", "('10.0.' || i % 250 || '.1/16')::inet");
        TYPES.put("int4range", "int4range(i, i + 5)");
        TYPES.put("tsvector", "to_tsvector('simple', 'word' || i || ' other')");
        TYPES.put("bit(4)", "(i % 16)::bit(4)");
        TYPES.put("point", "point(i, -i / 2.0)");
        TYPES.put("xml", "('<a>' || i || '</a>')::xml");
        TYPES.put("money", "(i::numeric / 100)::money");
    }

    private final Random random;
    private final StringBuilder sql = new StringBuilder();
    private final List<String> schemas = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final Map<String, String> ownTypes = new LinkedHashMap<>();
    private int counter;

    /** @param keys columns of the primary key; empty: there is none */
    private record Table(String name, List<String> keys, int rows) {}

    private RandomSchema(long seed) {
        random = new Random(seed);
    }

    /** The script for psql that a seed stands for. */
    static String script(long seed) {
        RandomSchema schema = new RandomSchema(seed);
        schema.build();
        return schema.sql.toString();
    }

    private void build() {
        schemas.add("public");
        for (int i = random.nextInt(3); i > 0; i--) {
            String name = name();
            say("CREATE SCHEMA " + name + maybe(" AUTHORIZATION " + role()));
            schemas.add(name);
        }
        types();
        for (int i = 2 + random.nextInt(6); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> partitioned();
                case 1 -> inherited();
                default -> plain();
            }
        }
        foreignKeys();
        tables.forEach(this::adorn);
        views();
    }

    private void types() {
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = qualified();
            switch (random.nextInt(3)) {
                case 0 -> {
                    say("CREATE TYPE " + name + " AS ENUM ('one', 'it''s two', 'drei', 'four')");
                    ownTypes.put(name, "(enum_range(NULL::" + name + "))[1 + i % 4]");
                }
                case 1 -> {
                    say("CREATE DOMAIN " + name + " AS int CHECK (VALUE >= 0)" + maybe(" DEFAULT 3"));
                    ownTypes.put(name, "i");
                }
                default -> {
                    say("CREATE TYPE " + name + " AS (a int, \"b c\" text)");
                    ownTypes.put(name, "ROW(i, 'x' || i)::" + name);
                }
            }
        }
    }

    private void plain() {
        String name = qualified();
        int rows = random.nextInt(60);
        String id = pick(List.of(
                "id bigint PRIMARY KEY",
                "id bigserial PRIMARY KEY",
                "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                "id bigint GENERATED BY DEFAULT AS IDENTITY (INCREMENT 2) PRIMARY KEY"));
        List<String> definitions = new ArrayList<>(List.of(id));
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        columns(definitions, columns, values, 1 + random.nextInt(8));
        if (random.nextInt(3) == 0) {
            definitions.add(name() + " bigint GENERATED ALWAYS AS (id * 2) STORED");
        }
        if (random.nextInt(4) == 0) {
            definitions.add("CONSTRAINT " + name() + " CHECK (id > 0)");
        }
        String unlogged = maybe("UNLOGGED ");
        say("CREATE " + unlogged + "TABLE " + name + " (" + String.join(", ", definitions) + ")"
                + maybe(" WITH (fillfactor = 80)"));
        insert(name, "id", "i", columns, values, rows);
        // A restore moves a sequence ahead of every id; here it is there already.
        say("SELECT setval(pg_get_serial_sequence($q$" + name + "$q$, 'id'), " + (rows + 1) * 2 + ")");
        if (random.nextInt(4) == 0) {
            String extra = name();
            say("ALTER TABLE " + name + " ADD COLUMN " + extra + " text DEFAULT 'added'");
            columns.add(extra);
        }
        if (columns.size() > 2 && random.nextInt(4) == 0) {
            say("ALTER TABLE " + name + " DROP COLUMN " + columns.remove(0));
        }
        // A table that lasts may not refer to one that does not.
        tables.add(new Table(name, unlogged.isEmpty() ? List.of("id") : List.of(), rows));
    }

    private void partitioned() {
        String name = qualified();
        int rows = 20 + random.nextInt(60);
        List<String> definitions = new ArrayList<>(List.of("id bigint NOT NULL"));
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        columns(definitions, columns, values, 1 + random.nextInt(4));
        boolean keyed = random.nextBoolean();
        if (keyed) {
            definitions.add("PRIMARY KEY (id)");
        }
        boolean range = random.nextBoolean();
        say("CREATE TABLE " + name + " (" + String.join(", ", definitions) + ") PARTITION BY "
                + (range ? "RANGE" : "HASH") + " (id)");
        for (int i = 0; i < 3; i++) {
            String leaf = pick(schemas) + "." + name();
            String bounds = range
                    ? (i == 2 ? "DEFAULT" : "FOR VALUES FROM (" + i * 20 + ") TO (" + (i + 1) * 20 + ")")
                    : "FOR VALUES WITH (MODULUS 3, REMAINDER " + i + ")";
            boolean deeper = range && i == 1 && random.nextBoolean();
            say("CREATE TABLE " + leaf + " PARTITION OF " + name + " " + bounds
                    + (deeper ? " PARTITION BY HASH (id)" : ""));
            for (int part = 0; deeper && part < 2; part++) {
                say("CREATE TABLE " + pick(schemas) + "." + name() + " PARTITION OF " + leaf
                        + " FOR VALUES WITH (MODULUS 2, REMAINDER " + part + ")");
            }
        }
        insert(name, "id", "i", columns, values, rows);
        tables.add(new Table(name, keyed ? List.of("id") : List.of(), rows));
    }

    private void inherited() {
        if (tables.isEmpty()) {
            plain();
            return;
        }
        String parent = qualified();
        String child = qualified();
        say("CREATE TABLE " + parent + " (a int DEFAULT 1 CHECK (a > 0), b text)");
        say("CREATE TABLE " + child + " (c int, b text DEFAULT 'child') INHERITS (" + parent + ")");
        say("INSERT INTO " + parent + " SELECT i, 'p' FROM generate_series(1, " + random.nextInt(20) + ") i");
        say("INSERT INTO " + child + " (a, c) SELECT i, i FROM generate_series(1, " + random.nextInt(20) + ") i");
    }

    private void columns(List<String> definitions, List<String> columns, List<String> values, int count) {
        List<String> types = new ArrayList<>(TYPES.keySet());
        types.addAll(ownTypes.keySet());
        for (int i = 0; i < count; i++) {
            String type = pick(types);
            String column = name();
            String value = TYPES.getOrDefault(type, ownTypes.get(type));
            boolean nullable = random.nextInt(3) > 0;
            definitions.add(column + " " + type + (nullable ? "" : " NOT NULL"));
            columns.add(column);
            values.add(nullable ? "CASE WHEN i % 5 = 1 THEN NULL ELSE " + value + " END" : value);
        }
    }

    private void insert(
            String table, String key, String keyValue, List<String> columns, List<String> values, int rows) {
        say("INSERT INTO " + table + " (" + key + ", " + String.join(", ", columns)
                + ") OVERRIDING SYSTEM VALUE SELECT " + keyValue + ", " + String.join(", ", values)
                + " FROM generate_series(1, " + rows + ") i");
    }

    private void foreignKeys() {
        List<Table> keyed =
                tables.stream().filter(table -> !table.keys().isEmpty()).toList();
        for (Table table : tables) {
            for (int i = random.nextInt(3); i > 0 && !keyed.isEmpty(); i--) {
                Table other = pick(keyed);
                String column = name();
                say("ALTER TABLE " + table.name() + " ADD COLUMN " + column + " bigint");
                if (other.rows() > 0) {
                    say("UPDATE " + table.name() + " SET " + column + " = 1 + id % " + other.rows());
                }
                say("ALTER TABLE " + table.name() + " ADD CONSTRAINT " + name() + " FOREIGN KEY (" + column
                        + ") REFERENCES " + other.name() + " (id)"
                        + pick(List.of("", " ON DELETE CASCADE", " ON UPDATE SET NULL"))
                        + pick(List.of("", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED")));
            }
        }
    }

    private void adorn(Table table) {
        for (int i = random.nextInt(3); i > 0; i--) {
            say("CREATE INDEX " + name() + " ON " + table.name()
                    + pick(List.of(
                            " (id DESC)",
                            " USING hash (id)",
                            " ((id % 10))",
                            " (id) WHERE id > 5",
                            " USING brin (id)")));
        }
        if (random.nextInt(3) == 0) {
            say("COMMENT ON TABLE " + table.name() + " IS E'two\\nlines of ''comment'''");
        }
        if (random.nextInt(3) == 0) {
            say("ALTER TABLE " + table.name() + " OWNER TO " + role());
        }
        if (random.nextInt(2) == 0) {
            say("GRANT " + pick(List.of("SELECT", "INSERT, UPDATE", "SELECT (id)", "ALL")) + " ON " + table.name()
                    + " TO " + role() + maybe(" WITH GRANT OPTION"));
        }
        if (random.nextInt(4) == 0) {
            say("ALTER TABLE " + table.name() + " ENABLE ROW LEVEL SECURITY");
            say("CREATE POLICY " + name() + " ON " + table.name() + " TO " + role() + " USING (id % 2 = 0)");
        }
        if (random.nextInt(3) == 0) {
            String function = qualified();
            say("CREATE FUNCTION " + function
                    + "() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN coalesce(NEW, OLD); END $body$");
            say("CREATE TRIGGER " + name() + " AFTER INSERT OR DELETE ON " + table.name()
                    + " FOR EACH ROW EXECUTE FUNCTION " + function + "()");
        }
        if (random.nextInt(4) == 0) {
            say("CREATE STATISTICS " + pick(schemas) + "." + name() + " ON id, (id % 3) FROM " + table.name());
        }
    }

    private void views() {
        for (int i = random.nextInt(4); i > 0 && !tables.isEmpty(); i--) {
            Table one = pick(tables);
            Table other = pick(tables);
            String view = qualified();
            String kind = pick(List.of("VIEW ", "MATERIALIZED VIEW "));
            say("CREATE " + kind + view + " AS SELECT a.id, count(*) AS n FROM " + one.name() + " a JOIN "
                    + other.name()
                    + " b ON a.id = b.id GROUP BY a.id"
                    + (kind.startsWith("M") && random.nextInt(3) == 0 ? " WITH NO DATA" : ""));
            if (random.nextBoolean()) {
                say("GRANT SELECT ON " + view + " TO " + role());
            }
            if (random.nextBoolean()) {
                say("CREATE VIEW " + qualified() + " AS SELECT id + 1 AS next FROM " + view);
            }
        }
    }

    private String qualified() {
        return pick(schemas) + "." + name();
    }

    /** A new name, quoted. */
    private String name() {
        return "\"" + (pick(NAMES) + counter++).replace("\"", "\"\"") + "\"";
    }

    private String role() {
        return pick(ROLES);
    }

    private String maybe(String text) {
        return random.nextInt(4) == 0 ? text : "";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void say(String statement) {
        sql.append(statement).append(";\n");
    }
}
