package dev.lifeboat.restore;

import java.util.Map;
import java.util.stream.Stream;

/** A migration that went wrong, of the application that {@link #BEFORE} makes. */
record WrongMigration(String name, String script) {
    static final String BEFORE = """
            CREATE TYPE mood AS ENUM ('calm', 'cross'); CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
            CREATE SCHEMA app; GRANT USAGE ON SCHEMA app TO odd_app, odd_owner; ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO odd_app;
            CREATE TABLE app.users (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', mail email, mood mood DEFAULT 'calm',
                age int CHECK (age >= 0), twice int GENERATED ALWAYS AS (age * 2) STORED, "Odd; Name" varchar(20) COLLATE "C");
            ALTER TABLE app.users OWNER TO odd_owner; GRANT SELECT, UPDATE (name) ON app.users TO odd_app; REVOKE DELETE ON app.users FROM odd_owner;
            CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, who int NOT NULL REFERENCES app.users ON DELETE CASCADE,
                total numeric(10,2), at timestamptz DEFAULT now(), CONSTRAINT positive CHECK (total > 0));
            CREATE INDEX orders_who ON app.orders (who) WHERE total > 10; CREATE UNIQUE INDEX users_mail ON app.users (lower(mail));
            CREATE FUNCTION app.total(w int) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT sum(total) FROM app.orders WHERE who = w';
            CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.at := now(); RETURN NEW; END$$;
            CREATE TRIGGER stamp BEFORE UPDATE ON app.orders FOR EACH ROW WHEN (NEW.total > 1) EXECUTE FUNCTION app.stamp();
            CREATE VIEW app.spenders AS SELECT u.id, u.name, app.total(u.id) AS spent FROM app.users u;
            CREATE VIEW app.top AS SELECT * FROM app.spenders ORDER BY spent DESC LIMIT 3; GRANT SELECT ON app.top TO odd_app;
            CREATE MATERIALIZED VIEW app.counts AS SELECT who, count(*) AS n FROM app.orders GROUP BY who; CREATE UNIQUE INDEX ON app.counts (who);
            ALTER TABLE app.users ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON app.users TO odd_app USING (name = current_user);
            COMMENT ON TABLE app.users IS 'it''s who'; COMMENT ON COLUMN app.users.name IS 'as typed'; COMMENT ON POLICY own ON app.users IS 'p';
            CREATE TABLE app.events (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE INDEX events_at ON app.events (at);
            CREATE TABLE app.events_24 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE SEQUENCE app.numbers INCREMENT 5; CREATE TABLE app.log (t text); CREATE RULE no_delete AS ON DELETE TO app.events_24 DO INSTEAD NOTHING;
            CREATE STATISTICS app.s ON id, at FROM app.events_24; CREATE PUBLICATION odd_changes FOR TABLE app.orders;
            INSERT INTO app.users (name, mail, age) SELECT 'u' || g, 'u' || g || '@x', g FROM generate_series(1, 20) g;
            INSERT INTO app.orders (who, total) SELECT 1 + g % 20, g FROM generate_series(1, 100) g;
            INSERT INTO app.events SELECT g, '2024-03-01'::date + g FROM generate_series(1, 50) g; REFRESH MATERIALIZED VIEW app.counts;
            """;

    static Stream<WrongMigration> all() {
        return Map.ofEntries(
                        Map.entry(
                                "function",
                                "CREATE OR REPLACE FUNCTION app.total(w int) RETURNS numeric LANGUAGE sql AS 'SELECT 0.0'"),
                        Map.entry(
                                "function's result",
                                "DROP VIEW app.top, app.spenders; DROP FUNCTION app.total;"
                                        + "CREATE FUNCTION app.total(who int) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'"),
                        Map.entry(
                                "views gone",
                                "DROP VIEW app.top; DROP VIEW app.spenders; DROP MATERIALIZED VIEW app.counts"),
                        Map.entry(
                                "view",
                                "CREATE OR REPLACE VIEW app.spenders AS SELECT id, name, NULL::numeric AS spent FROM app.users"),
                        Map.entry(
                                "new objects",
                                "CREATE FUNCTION app.g() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW app.w AS SELECT app.g();"
                                        + "GRANT SELECT ON app.w TO PUBLIC; COMMENT ON VIEW app.w IS 'w'; CREATE TYPE app.pair AS (a int, b text);"
                                        + "CREATE INDEX extra ON app.users (name); ALTER TABLE app.users ADD CONSTRAINT extra_u UNIQUE (name, age);"
                                        + "CREATE TRIGGER extra AFTER DELETE ON app.users FOR EACH ROW EXECUTE FUNCTION app.stamp()"),
                        Map.entry(
                                "type of a column",
                                "DROP VIEW app.top; DROP VIEW app.spenders; DROP POLICY own ON app.users; ALTER TABLE app.users ALTER COLUMN name TYPE varchar(100);"
                                        + "CREATE VIEW app.spenders AS SELECT u.id, u.name, app.total(u.id) AS spent FROM app.users u;"
                                        + "CREATE VIEW app.top AS SELECT * FROM app.spenders ORDER BY spent DESC LIMIT 3; GRANT SELECT ON app.top TO odd_app;"
                                        + "CREATE POLICY own ON app.users TO odd_app USING (name = current_user)"),
                        Map.entry(
                                "policies and grants",
                                "DROP POLICY own ON app.users; CREATE POLICY everybody ON app.users USING (true);"
                                        + "ALTER TABLE app.users DISABLE ROW LEVEL SECURITY; GRANT ALL ON app.users TO PUBLIC; GRANT INSERT ON app.users TO odd_app WITH GRANT OPTION;"
                                        + "GRANT DELETE ON app.users TO odd_owner; ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                                        + "ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM odd_app;"
                                        + "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO odd_app; REVOKE ALL ON SCHEMA app FROM odd_app"),
                        Map.entry(
                                "owners",
                                "ALTER TABLE app.users OWNER TO odd_app; ALTER VIEW app.top OWNER TO odd_owner; ALTER SCHEMA app OWNER TO odd_owner;"
                                        + "ALTER FUNCTION app.total OWNER TO odd_owner"),
                        Map.entry(
                                "constraints and indexes",
                                "ALTER TABLE app.orders DROP CONSTRAINT orders_who_fkey, DROP CONSTRAINT positive; DROP INDEX app.orders_who, app.users_mail;"
                                        + "ALTER TABLE app.users DROP CONSTRAINT users_age_check; ALTER TABLE app.users ADD CONSTRAINT users_age_check CHECK (age >= -5)"),
                        Map.entry("primary key", "ALTER TABLE app.users DROP CONSTRAINT users_pkey CASCADE"),
                        Map.entry(
                                "defaults and null",
                                "ALTER TABLE app.users ALTER name DROP DEFAULT, ALTER name DROP NOT NULL, ALTER mood SET DEFAULT 'cross',"
                                        + " ALTER id DROP DEFAULT, ALTER age SET DEFAULT 7, ALTER age SET NOT NULL;"
                                        + "ALTER TABLE app.orders ALTER at DROP DEFAULT, ALTER id SET GENERATED BY DEFAULT SET INCREMENT 3"),
                        Map.entry(
                                "identity",
                                "ALTER TABLE app.orders ALTER id DROP IDENTITY; ALTER TABLE app.users ALTER COLUMN age SET NOT NULL, ALTER COLUMN age ADD GENERATED ALWAYS AS IDENTITY"),
                        Map.entry(
                                "generated",
                                "ALTER TABLE app.users DROP COLUMN twice; ALTER TABLE app.users ADD COLUMN twice int GENERATED ALWAYS AS (age * 3) STORED"),
                        Map.entry(
                                "sequences and domains",
                                "ALTER SEQUENCE app.numbers INCREMENT 7 MAXVALUE 1000 CYCLE; ALTER DOMAIN email DROP CONSTRAINT email_check;"
                                        + "ALTER DOMAIN email ADD CONSTRAINT longer CHECK (length(VALUE) > 1); ALTER DOMAIN email SET DEFAULT 'a@b'"),
                        Map.entry(
                                "table options",
                                "ALTER TABLE app.orders SET (fillfactor = 50); ALTER TABLE app.log SET UNLOGGED;"
                                        + "ALTER TABLE app.users ALTER name SET STORAGE EXTERNAL, ALTER name SET STATISTICS 500, ALTER age SET (n_distinct = 5);"
                                        + "ALTER TABLE app.orders REPLICA IDENTITY FULL"),
                        Map.entry(
                                "comments",
                                "COMMENT ON TABLE app.users IS 'other'; COMMENT ON COLUMN app.users.name IS NULL; COMMENT ON COLUMN app.users.age IS 'new';"
                                        + "COMMENT ON POLICY own ON app.users IS NULL"),
                        Map.entry(
                                "triggers, rules, statistics, publications",
                                "DROP TRIGGER stamp ON app.orders; DROP RULE no_delete ON app.events_24; DROP STATISTICS app.s;"
                                        + "ALTER PUBLICATION odd_changes DROP TABLE app.orders; ALTER PUBLICATION odd_changes ADD TABLE app.users;"
                                        + "CREATE RULE other AS ON INSERT TO app.events_24 DO ALSO NOTHING"),
                        Map.entry(
                                "indexes of partitions",
                                "DROP INDEX app.events_at; CREATE INDEX other ON app.events (id)"))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new WrongMigration(entry.getKey(), entry.getValue()));
    }

    @Override
    public String toString() {
        return name;
    }
}
