package dev.lifeboat.repair;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * Foreign keys that a stage's order of statements would break. One that can wait for the end of the transaction does; one to
 * tables of a later stage is NOT VALID until their rows are there, or off where PostgreSQL cannot have it NOT VALID.
 */
final class WaitingKeys {
    /** The first version that knows NOT VALID on partitioned tables. */
    private static final int ALL_NOT_VALID = 180000;

    private final Connection connection;

    /** Keys that wait for the end of the transaction, each by the statement without its last words. */
    private final List<String> deferred = new ArrayList<>();

    private final List<Key> off = new ArrayList<>();

    private record Key(
            long relation,
            String table,
            String name,
            boolean deferrable,
            boolean partitioned,
            String definition,
            String to) {}

    /** @param later tables of later stages */
    WaitingKeys(Connection connection, List<RepairedTable> tables, List<String> later) {
        this.connection = connection;
        for (Key key : keys(tables)) {
            if (later.contains(key.to())) {
                off.add(key);
            } else if (!key.deferrable()
                    && tables.stream().anyMatch(table -> table.label().equals(key.to()))) {
                deferred.add("ALTER TABLE " + key.table() + " ALTER CONSTRAINT " + key.name());
            }
        }
    }

    static void makePlace(Connection connection) {
        Sql.execute(connection, """
                CREATE TABLE _lifeboat_repair.waiting_key (relation text, name text, definition text NOT NULL, comment text,
                    PRIMARY KEY (relation, name))""");
    }

    /** Statements that make keys wait for the end of the transaction. */
    List<String> defer() {
        List<String> statements = new ArrayList<>();
        deferred.forEach(alter -> statements.add(alter + " DEFERRABLE INITIALLY DEFERRED"));
        statements.add("SET CONSTRAINTS ALL DEFERRED");
        return statements;
    }

    /** Statements that check them, and make them as they were. */
    List<String> check() {
        List<String> statements = new ArrayList<>(List.of("SET CONSTRAINTS ALL IMMEDIATE"));
        deferred.forEach(alter -> statements.add(alter + " NOT DEFERRABLE"));
        return statements;
    }

    /** In the caller's transaction, before anything is changed. */
    void begin() {
        off.forEach(this::waitForStage);
        defer().forEach(statement -> Sql.execute(connection, statement));
    }

    /** Checks those that can be checked, and makes them as they were. */
    void end() {
        check().forEach(statement -> Sql.execute(connection, statement));
        boolean everywhere =
                Sql.holds(connection, "SELECT current_setting('server_version_num')::int >= " + ALL_NOT_VALID);
        off.stream()
                .filter(key -> everywhere || !key.partitioned())
                .forEach(key -> add(connection, key.table(), key.name(), key.definition(), " NOT VALID"));
    }

    /** What an earlier start noted of the key is what it was at first. */
    private void waitForStage(Key key) {
        Sql.execute(connection, """
                INSERT INTO _lifeboat_repair.waiting_key
                SELECT ?, ?, ?, obj_description(oid, 'pg_constraint') FROM pg_constraint
                WHERE conrelid = ?::oid AND quote_ident(conname) = ? ON CONFLICT DO NOTHING""", key.table(), key.name(), key.definition(), key.relation(), key.name());
        Sql.execute(connection, "ALTER TABLE " + key.table() + " DROP CONSTRAINT " + key.name());
    }

    /** In each a transaction: what holds by now becomes valid. Returns what does not. */
    static List<String> settle(Connection connection) {
        List<String> open = new ArrayList<>();
        for (List<String> key : Sql.query(
                connection,
                "SELECT relation, name, definition, comment FROM _lifeboat_repair.waiting_key ORDER BY 1, 2",
                row -> {
                    List<String> fields = new ArrayList<>();
                    for (int column = 1; column <= 4; column++) {
                        fields.add(row.getString(column));
                    }
                    return fields;
                })) {
            try {
                Sql.transaction(connection, () -> settle(connection, key));
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.STATEMENT_FAILED) {
                    throw e;
                }
                boolean there = there(connection, key.get(0), key.get(1));
                open.add("foreign key " + key.get(1) + " of " + key.get(0) + " does not hold: it is "
                        + (there ? "left NOT VALID" : "off") + "; "
                        + (there
                                ? "ALTER TABLE " + key.get(0) + " VALIDATE CONSTRAINT " + key.get(1)
                                : "ALTER TABLE " + key.get(0) + " ADD CONSTRAINT " + key.get(1) + " " + key.get(2))
                        + " when it does (" + e.getMessage() + ")");
            }
        }
        return open;
    }

    private static int settle(Connection connection, List<String> key) {
        boolean wasNotValid = key.get(2).endsWith(" NOT VALID");
        if (!there(connection, key.get(0), key.get(1))) {
            add(connection, key.get(0), key.get(1), key.get(2), "");
        } else if (!wasNotValid) {
            Sql.execute(connection, "ALTER TABLE " + key.get(0) + " VALIDATE CONSTRAINT " + key.get(1));
        }
        return Sql.execute(
                connection,
                "DELETE FROM _lifeboat_repair.waiting_key WHERE relation = ? AND name = ?",
                key.get(0),
                key.get(1));
    }

    private static void add(Connection connection, String table, String name, String definition, String notValid) {
        String suffix = definition.endsWith(" NOT VALID") ? "" : notValid;
        Sql.execute(connection, "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + definition + suffix);
        Sql.strings(connection, """
                        SELECT format('COMMENT ON CONSTRAINT %s ON %s IS %L', name, relation, comment)
                        FROM _lifeboat_repair.waiting_key WHERE relation = ? AND name = ? AND comment IS NOT NULL""", table, name).forEach(comment -> Sql.execute(connection, comment));
    }

    private static boolean there(Connection connection, String table, String name) {
        return Sql.holds(
                connection,
                "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = ?::regclass AND quote_ident(conname) = ?)",
                table,
                name);
    }

    /** Those that the tables themselves have, not what partitions inherit. */
    private List<Key> keys(List<RepairedTable> tables) {
        List<Key> keys = new ArrayList<>();
        for (RepairedTable table : tables) {
            keys.addAll(Sql.query(
                    connection,
                    """
                    SELECT k.conrelid::bigint, k.conrelid::regclass::text, quote_ident(k.conname), k.condeferrable,
                           c.relkind = 'p', pg_get_constraintdef(k.oid), n.nspname || '.' || t.relname
                    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
                    JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
                    WHERE k.contype = 'f' AND k.conparentid = 0
                      AND (k.conrelid = ?::oid OR k.conrelid IN (SELECT relid FROM pg_partition_tree(?::oid::regclass)))""",
                    row -> new Key(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getString(6),
                            row.getString(7)),
                    table.oid(),
                    table.oid()));
        }
        return keys;
    }
}
