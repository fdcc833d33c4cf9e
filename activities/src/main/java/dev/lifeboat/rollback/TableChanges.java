package dev.lifeboat.rollback;

import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What makes a table that is there like another one, row by row as it is: columns, checks, options. */
final class TableChanges {
    private final Connection connection;
    private final String table;
    private final String oid;
    private final boolean dropExtra;
    private final Predicate<String> separateDefault;
    private final List<String> statements = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Columns that stay although the other table does not have them; quoted. */
    private final List<String> kept = new ArrayList<>();

    /** Columns that stay nullable, since rows have no value for them; quoted. */
    private final List<String> nullable = new ArrayList<>();

    /** Whether something that a view, policy or trigger may refer to changes its type or goes. */
    private boolean touched;

    private record Column(
            String label,
            String name,
            String type,
            @Nullable String collation,
            boolean notNull,
            @Nullable String expression,
            String identity,
            String generated,
            String storage,
            String usual,
            String compression,
            String statistics,
            String options) {
        /** As it is once it is no longer computed: with its values, without a default. */
        Column plain() {
            return new Column(
                    label,
                    name,
                    type,
                    collation,
                    notNull,
                    null,
                    identity,
                    "",
                    storage,
                    usual,
                    compression,
                    statistics,
                    options);
        }
    }

    /** A cast cuts off what does not fit, without a word: then nothing is to change. */
    private String guard(Column own, Column column) {
        String there = column.name() + "::" + column.type();
        return "DO $lifeboat$ BEGIN IF EXISTS (SELECT FROM ONLY " + table + " WHERE (" + there + ")::" + own.type()
                + "::pg_catalog.text COLLATE \"C\" IS DISTINCT FROM " + column.name()
                + "::pg_catalog.text COLLATE \"C\") THEN RAISE EXCEPTION USING MESSAGE = "
                + literal("column "
                        + column.name() + " of " + table + " holds values that do not fit its type in the set, "
                        + column.type())
                + "; END IF; END $lifeboat$";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The {@code ALTER} of an identity column that sets its sequence; null: it has none. */
    private record Identity(String column, String settings) {}

    /**
     * @param connection to the database with the table that is changed
     * @param table its quoted name, the same on both sides
     * @param separateDefault whether the default of the column of this name comes by a definition of its own
     */
    TableChanges(Connection connection, String table, boolean dropExtra, Predicate<String> separateDefault) {
        this.connection = connection;
        this.table = table;
        this.oid = "'" + table.replace("'", "''") + "'::regclass";
        this.dropExtra = dropExtra;
        this.separateDefault = separateDefault;
    }

    List<String> statements() {
        return statements;
    }

    List<SchemaChange> changes() {
        return changes;
    }

    List<String> warnings() {
        return warnings;
    }

    List<String> kept() {
        return kept;
    }

    List<String> nullable() {
        return nullable;
    }

    boolean touched() {
        return touched;
    }

    /** @param rows whether the living table has any: a column for which they have no value cannot be NOT NULL */
    TableChanges towards(Connection other, boolean rows) {
        Map<String, Column> here = columns(connection);
        Map<String, Column> there = columns(other);
        Map<String, String> checks = checks(connection);
        Map<String, String> wanted = checks(other);
        checks.forEach((name, definition) -> {
            if (!definition.equals(wanted.get(name))) {
                alter("DROP CONSTRAINT " + name);
                changed(SchemaChange.Action.DROP, "CHECK", name);
            }
        });
        there.forEach((name, column) -> {
            Column own = here.get(name);
            if (own == null) {
                add(column, rows);
            } else if (!column.generated().isEmpty()
                    && (!own.generated().isEmpty() || dropExtra)
                    && (!own.generated().equals(column.generated())
                            || !Objects.equals(own.expression(), column.expression()))) {
                // What is computed can be computed again; what people wrote is not, unless that is asked for.
                touched = true;
                alter("DROP COLUMN " + name);
                add(column, rows);
            } else if (own.generated().equals(column.generated())) {
                change(own, column, rows);
            } else if (!own.generated().isEmpty()) {
                alter("ALTER COLUMN " + name + " DROP EXPRESSION");
                change(own.plain(), column, rows);
            }
        });
        here.values().stream()
                .filter(column -> !there.containsKey(column.name()))
                .forEach(this::remove);
        wanted.forEach((name, definition) -> {
            if (!definition.equals(checks.get(name))) {
                alter("ADD CONSTRAINT " + name + " " + definition);
                changed(SchemaChange.Action.CREATE, "CHECK", name);
            }
        });
        identities(other, here, there);
        options(other);
        return this;
    }

    private void add(Column column, boolean rows) {
        boolean given = column.expression() != null || !column.identity().isEmpty();
        boolean separate = separateDefault.test(column.label());
        boolean open = rows && column.notNull() && (!given || separate);
        String definition = column.name() + " " + column.type()
                + (column.collation() == null ? "" : " COLLATE " + column.collation())
                + (column.generated().isEmpty()
                        ? column.expression() == null || separate ? "" : " DEFAULT " + column.expression()
                        : " GENERATED ALWAYS AS (" + column.expression() + ")"
                                + (column.generated().equals("v") ? " VIRTUAL" : " STORED"))
                + (column.notNull() && !open ? " NOT NULL" : "");
        alter("ADD COLUMN " + definition);
        changed(SchemaChange.Action.CREATE, "COLUMN", column.name());
        if (open) {
            nullable.add(column.name());
            warnings.add(
                    "column " + column.name() + " of " + table + " comes back without its values and stays nullable;"
                            + " `lifeboat repair` brings them back, then: ALTER TABLE " + table + " ALTER COLUMN "
                            + column.name()
                            + " SET NOT NULL");
        }
        attributes(column, column.usual(), "", "-1", "");
    }

    private void change(Column own, Column column, boolean rows) {
        boolean type = !own.type().equals(column.type()) || !Objects.equals(own.collation(), column.collation());
        boolean expression = !Objects.equals(own.expression(), column.expression());
        int before = statements.size();
        String alter = "ALTER COLUMN " + column.name() + " ";
        if ((type || expression) && own.expression() != null && own.generated().isEmpty()) {
            alter(alter + "DROP DEFAULT");
        }
        if (type) {
            touched = true;
            if (rows) {
                statements.add(guard(own, column));
            }
            alter(alter + "TYPE " + column.type()
                    + (column.collation() == null ? "" : " COLLATE " + column.collation()) + " USING " + column.name()
                    + "::" + column.type());
        }
        if ((type || expression)
                && column.expression() != null
                && column.generated().isEmpty()
                && !separateDefault.test(column.label())) {
            alter(alter + "SET DEFAULT " + column.expression());
        }
        if (!own.identity().isEmpty() && column.identity().isEmpty()) {
            alter(alter + "DROP IDENTITY");
        }
        if (own.notNull() != column.notNull()) {
            alter(alter + (column.notNull() ? "SET NOT NULL" : "DROP NOT NULL"));
        }
        attributes(column, own.storage(), own.compression(), own.statistics(), own.options());
        if (statements.size() > before) {
            changed(SchemaChange.Action.ALTER, "COLUMN", column.name());
        }
    }

    private void attributes(Column column, String storage, String compression, String statistics, String options) {
        String alter = "ALTER COLUMN " + column.name() + " ";
        if (!column.storage().equals(storage)) {
            alter(alter + "SET STORAGE "
                    + Map.of("p", "PLAIN", "e", "EXTERNAL", "m", "MAIN").getOrDefault(column.storage(), "EXTENDED"));
        }
        if (!column.compression().equals(compression)) {
            alter(alter + "SET COMPRESSION "
                    + Map.of("p", "pglz", "l", "lz4").getOrDefault(column.compression(), "default"));
        }
        if (!column.statistics().equals(statistics)) {
            alter(alter + "SET STATISTICS " + column.statistics());
        }
        options(alter, options, column.options());
    }

    /** @param alter what stands before RESET and SET */
    private void options(String alter, String own, String wanted) {
        if (!own.equals(wanted) && !own.isEmpty()) {
            alter(alter + "RESET (" + own.replaceAll("=[^,]*", "") + ")");
        }
        if (!own.equals(wanted) && !wanted.isEmpty()) {
            alter(alter + "SET (" + wanted + ")");
        }
    }

    private void remove(Column column) {
        boolean computed = !column.generated().isEmpty();
        if (dropExtra || computed) {
            touched = true;
            alter("DROP COLUMN " + column.name());
            changed(SchemaChange.Action.DROP, "COLUMN", column.name());
            return;
        }
        kept.add(column.name());
        changed(SchemaChange.Action.KEEP, "COLUMN", column.name());
        if (column.notNull() && column.expression() == null && column.identity().isEmpty()) {
            // What the application of then writes has no value for it.
            alter("ALTER COLUMN " + column.name() + " DROP NOT NULL");
        }
    }

    private void identities(Connection other, Map<String, Column> here, Map<String, Column> there) {
        Map<String, Identity> own = identitySettings(connection);
        identitySettings(other).forEach((name, identity) -> {
            Identity mine = own.get(name);
            Column before = here.get(name);
            if (mine != null && before != null && there.containsKey(name) && !mine.equals(identity)) {
                alter("ALTER COLUMN " + name + " " + identity.settings());
                changed(SchemaChange.Action.ALTER, "COLUMN", name);
            }
        });
    }

    private static Map<String, Identity> identitySettings(Connection connection, String oid) {
        Map<String, Identity> settings = new LinkedHashMap<>();
        Sql.query(
                connection,
                """
                SELECT quote_ident(a.attname), format('SET GENERATED %s SET INCREMENT BY %s SET MINVALUE %s SET MAXVALUE %s'
                        || ' SET START WITH %s SET CACHE %s SET %s',
                    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqincrement, s.seqmin, s.seqmax,
                    s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)
                FROM pg_attribute a JOIN pg_sequence s
                  ON s.seqrelid = pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass
                WHERE a.attidentity <> '' AND a.attrelid =""" + " " + oid,
                row -> settings.put(row.getString(1), new Identity(row.getString(1), row.getString(2))));
        return settings;
    }

    private Map<String, Identity> identitySettings(Connection side) {
        return identitySettings(side, oid);
    }

    private void options(Connection other) {
        String question = "SELECT relpersistence::text, relforcerowsecurity::text, relreplident::text,"
                + " coalesce(array_to_string(reloptions, ', '), '') FROM pg_class WHERE oid = " + oid;
        List<String> own = one(connection, question);
        List<String> wanted = one(other, question);
        if (!own.get(0).equals(wanted.get(0))) {
            alter(wanted.get(0).equals("u") ? "SET UNLOGGED" : "SET LOGGED");
        }
        if (!own.get(1).equals(wanted.get(1))) {
            alter(wanted.get(1).equals("true") ? "FORCE ROW LEVEL SECURITY" : "NO FORCE ROW LEVEL SECURITY");
        }
        if (!own.get(2).equals(wanted.get(2)) && !wanted.get(2).equals("i")) {
            alter("REPLICA IDENTITY "
                    + Map.of("d", "DEFAULT", "n", "NOTHING", "f", "FULL").getOrDefault(wanted.get(2), "DEFAULT"));
        }
        options("", own.get(3), wanted.get(3));
    }

    private static List<String> one(Connection side, String question) {
        return Sql.query(
                        side,
                        question,
                        row -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .get(0);
    }

    private Map<String, Column> columns(Connection side) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Sql.query(
                side,
                """
                SELECT a.attname, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END, a.attnotnull,
                       pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
                       a.attstorage::text, t.typstorage::text, a.attcompression,
                       coalesce(a.attstattarget, -1)::text, coalesce(array_to_string(a.attoptions, ', '), '')
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid =""" + " " + oid + " ORDER BY a.attnum",
                row -> columns.put(
                        row.getString(2),
                        new Column(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9),
                                row.getString(10),
                                row.getString(11),
                                row.getString(12),
                                row.getString(13))));
        return columns;
    }

    private Map<String, String> checks(Connection side) {
        Map<String, String> checks = new LinkedHashMap<>();
        Sql.query(
                side,
                "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE contype = 'c' AND coninhcount = 0 AND conrelid = " + oid + " ORDER BY conname",
                row -> checks.put(row.getString(1), row.getString(2)));
        return checks;
    }

    private void alter(String change) {
        statements.add("ALTER TABLE " + table + " " + change);
    }

    private void changed(SchemaChange.Action action, String kind, String name) {
        changes.add(new SchemaChange(action, kind, table + "." + name));
    }
}
