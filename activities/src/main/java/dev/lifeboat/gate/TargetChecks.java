package dev.lifeboat.gate;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The checks that every gate makes of its own accord, against the manifest. A check that cannot run has failed. */
final class TargetChecks {
    private final Connection connection;
    private final Manifest manifest;
    private final PhaseLayout layout;
    private final PhaseTables phase;
    private final Map<Long, TableInfo> tables;
    private final Map<Long, TableName> names;
    private final LongPredicate concerned;

    TargetChecks(Connection connection, Manifest manifest, PhaseLayout layout, String phase) {
        this(connection, manifest, layout, phase, oid -> true);
    }

    /** @param concerned tables whose keys, sequences and structures are looked at, by their OIDs in the source */
    TargetChecks(Connection connection, Manifest manifest, PhaseLayout layout, String phase, LongPredicate concerned) {
        this.concerned = concerned;
        this.connection = connection;
        this.manifest = manifest;
        this.layout = layout;
        this.phase = layout.phase(phase);
        this.tables = manifest.tables().stream().collect(Collectors.toMap(TableInfo::oid, table -> table));
        this.names = names();
    }

    /** Rows and content of each table of the phase, as they were read back. */
    List<GateCheck> content() {
        Map<Long, List<String>> found = new HashMap<>();
        List<GateCheck> checks = new ArrayList<>();
        try {
            query(
                    "SELECT source_oid, rows, hash FROM _lifeboat_restore.read_back",
                    row -> found.put(row.getLong(1), List.of(String.valueOf(row.getLong(2)), row.getString(3))));
        } catch (SQLException e) {
            checks.add(notRun("rows", "rows and content", e));
            return checks;
        }
        return content(found);
    }

    /** @param found rows and content hash of each table that could be read, by its OID in the source */
    List<GateCheck> content(Map<Long, List<String>> found) {
        List<GateCheck> checks = new ArrayList<>();
        Map<TableName, RowHash> expected = new LinkedHashMap<>();
        Map<TableName, RowHash> actual = new LinkedHashMap<>();
        for (TableInfo table : phase.tables()) {
            List<String> values = found.getOrDefault(table.oid(), List.of("not read", "not read"));
            TableName through = table.through();
            if (through == null || !found.containsKey(table.oid())) {
                checks.add(check("rows", table.qualifiedName(), String.valueOf(table.rows()), values.get(0)));
                checks.add(check("content", table.qualifiedName(), table.hash(), values.get(1)));
            } else {
                // The target deals such rows out to its partitions anew: what must be equal is their sum.
                expected.computeIfAbsent(through, any -> new RowHash()).add(table.hash(), table.rows());
                actual.computeIfAbsent(through, any -> new RowHash()).add(values.get(1), Long.parseLong(values.get(0)));
            }
        }
        expected.forEach((table, sum) -> {
            String name = table.schema() + "." + table.name();
            RowHash other = actual.getOrDefault(table, new RowHash());
            checks.add(check("rows", name, String.valueOf(sum.rows()), String.valueOf(other.rows())));
            checks.add(check("content", name, sum.hex(), other.hex()));
        });
        return checks;
    }

    /** Foreign keys of the phase's tables: valid, without orphans, or waiting for a later phase. */
    List<GateCheck> foreignKeys() {
        List<GateCheck> checks = new ArrayList<>();
        Set<Long> own = new HashSet<>();
        phase.tables().forEach(table -> own.addAll(List.of(table.oid(), table.root())));
        for (ForeignKeyInfo key : manifest.foreignKeys()) {
            TableName from = names.get(key.table());
            TableName to = names.get(key.referenced());
            if (from != null
                    && to != null
                    && (own.contains(key.table()) || own.contains(key.referenced()))
                    && (concerned.test(key.table()) || concerned.test(key.referenced()))) {
                String name = from.schema() + "." + from.name() + " " + key.name();
                int due = Math.max(lastPosition(key.table()), lastPosition(key.referenced()));
                if (due > layout.position(phase.name())) {
                    String waits = "waits for phase " + layout.phases().get(due).name();
                    checks.add(new GateCheck("foreign-keys", name, true, waits, waits, null));
                } else {
                    checks.add(valid(key, from, name));
                    checks.add(orphans(key, from, to, name));
                }
            }
        }
        return checks;
    }

    /** The place of the phase that loads the table's last row: for a partitioned one, its last partition's. */
    private int lastPosition(long oid) {
        return manifest.tables().stream()
                .filter(table -> table.oid() == oid || table.root() == oid)
                .mapToInt(table -> layout.positionOf(table.oid()))
                .max()
                .orElse(0);
    }

    /** Names of tables and of the partitioned tables above them, by their OIDs in the source. */
    private Map<Long, TableName> names() {
        Map<Long, TableName> found = new HashMap<>();
        for (TableInfo table : manifest.tables()) {
            found.put(table.oid(), new TableName(table.schema(), table.name()));
            if (table.root() != 0 && !found.containsKey(table.root())) {
                try {
                    query(
                            """
                            SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
                            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            WHERE c.oid = pg_catalog.pg_partition_root(pg_catalog.to_regclass(?))""",
                            row -> found.put(table.root(), new TableName(row.getString(1), row.getString(2))),
                            quoted(new TableName(table.schema(), table.name())));
                } catch (SQLException e) {
                    throw new LifeboatException(
                            ErrorCode.STATEMENT_FAILED, "the target's partitions cannot be read", e);
                }
            }
        }
        return found;
    }

    /** Whether the set leaves out rows that rows in it may refer to. */
    private boolean mayDangle(ForeignKeyInfo key) {
        return manifest.tables().stream()
                        .filter(table -> table.oid() == key.table() || table.root() == key.table())
                        .anyMatch(table -> table.extent() != Extent.NONE)
                && manifest.tables().stream()
                        .filter(table -> table.oid() == key.referenced() || table.root() == key.referenced())
                        .anyMatch(table -> table.extent() != Extent.WHOLE);
    }

    private GateCheck valid(ForeignKeyInfo key, TableName from, String name) {
        if (mayDangle(key)) {
            return new GateCheck(
                    "foreign-keys", name, true, "as far as the set holds its rows", "not asked", "the set is partial");
        }
        String expected = key.validated() ? "valid" : "not valid, as at the source";
        try {
            String actual = single("""
                    SELECT CASE WHEN convalidated THEN 'valid' ELSE 'not valid, as at the source' END
                    FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conname = ? AND conrelid = ?::pg_catalog.regclass""", key.name(), quoted(from));
            return check("foreign-keys", name, expected, actual == null ? "missing" : actual);
        } catch (SQLException e) {
            return notRun("foreign-keys", name, e);
        }
    }

    /** Looked for with a join of our own: VALIDATE on a key that says it is valid looks at nothing. */
    private GateCheck orphans(ForeignKeyInfo key, TableName from, TableName to, String name) {
        try {
            List<String> pairs = new ArrayList<>();
            List<String> notNull = new ArrayList<>();
            query(
                    """
                    SELECT a.attname, b.attname FROM pg_catalog.pg_constraint k,
                           unnest(k.conkey, k.confkey) AS c(own, other)
                    JOIN pg_catalog.pg_attribute a ON a.attnum = c.own
                    JOIN pg_catalog.pg_attribute b ON b.attnum = c.other
                    WHERE k.contype = 'f' AND k.conname = ? AND k.conrelid = ?::pg_catalog.regclass
                      AND a.attrelid = k.conrelid AND b.attrelid = k.confrelid""",
                    row -> {
                        pairs.add("t." + identifier(row.getString(2)) + " = f." + identifier(row.getString(1)));
                        notNull.add("f." + identifier(row.getString(1)) + " IS NOT NULL");
                        return true;
                    },
                    key.name(),
                    quoted(from));
            if (pairs.isEmpty()) {
                return mayDangle(key)
                        ? new GateCheck("orphans", name, true, "any", "the key is not made", "the set is partial")
                        : check("orphans", name, "0", "the key is missing");
            }
            String actual = single("SELECT count(*) FROM " + quoted(from) + " f WHERE " + String.join(" AND ", notNull)
                    + " AND NOT EXISTS (SELECT FROM " + quoted(to) + " t WHERE " + String.join(" AND ", pairs) + ")");
            // Where the source itself had orphans under a key it never validated, they come back as they were.
            return key.validated() && !mayDangle(key)
                    ? check("orphans", name, "0", String.valueOf(actual))
                    : new GateCheck(
                            "orphans",
                            name,
                            true,
                            String.valueOf(actual),
                            String.valueOf(actual),
                            mayDangle(key) ? "the set is partial" : "key not valid");
        } catch (SQLException e) {
            return notRun("orphans", name, e);
        }
    }

    /** Sequences that the phase's tables own stand at or behind their column's highest value, in their direction. */
    List<GateCheck> sequences() {
        List<GateCheck> checks = new ArrayList<>();
        for (SequenceInfo sequence : manifest.sequences()) {
            TableInfo table = tables.get(sequence.ownerTable());
            if (table != null
                    && concerned.test(table.oid())
                    && phase.tables().contains(table)
                    && sequence.ownerColumn() != null) {
                String name = sequence.schema() + "." + sequence.name();
                String beyond = sequence.increment() < 0 ? " <= " : " >= ";
                try {
                    String highest =
                            (sequence.increment() < 0 ? "min(" : "max(") + identifier(sequence.ownerColumn()) + ")";
                    String actual = single("SELECT CASE WHEN m.v IS NULL OR (s.is_called AND s.last_value" + beyond
                            + "m.v) THEN 'ahead of every id' ELSE 'behind an id' END FROM (SELECT " + highest
                            + " AS v FROM " + quoted(table) + ") m, " + identifier(sequence.schema()) + "."
                            + identifier(sequence.name()) + " s");
                    checks.add(check("sequences", name, "ahead of every id", String.valueOf(actual)));
                } catch (SQLException e) {
                    checks.add(notRun("sequences", name, e));
                }
            }
        }
        return checks;
    }

    /** Indexes, constraints, triggers, policies and row security of the phase's tables that the archive has. */
    List<GateCheck> structure() {
        List<GateCheck> checks = new ArrayList<>();
        Map<String, Long> expected = new HashMap<>();
        manifest.entries().stream()
                .filter(entry -> Set.of("INDEX", "CONSTRAINT", "TRIGGER", "POLICY", "ROW SECURITY")
                        .contains(entry.type()))
                .filter(entry -> !entry.tables().isEmpty())
                .forEach(entry -> expected.merge(entry.type() + entry.tables().get(0), 1L, Long::sum));
        for (TableInfo table : phase.tables()) {
            if (!concerned.test(table.oid())) {
                continue;
            }
            checks.add(count(table, "INDEX", expected, """
                    SELECT count(*) FROM pg_catalog.pg_index i WHERE i.indrelid = ?::pg_catalog.regclass AND i.indisvalid
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))"""));
            checks.add(count(table, "CONSTRAINT", expected, """
                    SELECT count(*) FROM pg_catalog.pg_constraint k WHERE k.conrelid = ?::pg_catalog.regclass
                    AND k.contype IN ('p', 'u', 'x')"""));
            checks.add(count(table, "TRIGGER", expected, """
                    SELECT count(*) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
                    WHERE t.tgrelid = ?::pg_catalog.regclass
                    -- Before 15 a partition's copy of its parent's trigger counts as internal.
                    AND (NOT t.tgisinternal OR (t.tgparentid <> 0 AND t.tgconstraint = 0))
                    AND p.pronamespace::pg_catalog.regnamespace::text <> '_lifeboat_restore'"""));
            checks.add(count(table, "POLICY", expected, """
                    SELECT count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = ?::pg_catalog.regclass"""));
            checks.add(count(table, "ROW SECURITY", expected, """
                    SELECT (c.relrowsecurity)::int FROM pg_catalog.pg_class c WHERE c.oid = ?::pg_catalog.regclass"""));
        }
        return checks;
    }

    private GateCheck count(TableInfo table, String type, Map<String, Long> expected, String sql) {
        String name = table.qualifiedName() + " " + type.toLowerCase(Locale.ROOT);
        try {
            String wanted = String.valueOf(expected.getOrDefault(type + table.oid(), 0L));
            String actual = String.valueOf(single(sql, quoted(table)));
            // More than the archive names is no damage: constraints may bring indexes, extensions triggers.
            boolean passed = Long.parseLong(actual) >= Long.parseLong(wanted);
            return new GateCheck("structure", name, passed, "at least " + wanted, actual, null);
        } catch (SQLException | NumberFormatException e) {
            return notRun("structure", name, e);
        }
    }

    static GateCheck check(String kind, String name, String expected, String actual) {
        return new GateCheck(kind, name, expected.equals(actual), expected, actual, null);
    }

    /** The class of the error only: a message may quote a value. */
    static GateCheck notRun(String kind, String name, Exception e) {
        String state = e instanceof SQLException sql ? " " + sql.getSQLState() : "";
        return new GateCheck(
                kind,
                name,
                false,
                "a result",
                "could not be checked",
                e.getClass().getSimpleName() + state);
    }

    private interface RowReader {
        Object read(ResultSet row) throws SQLException;
    }

    private void query(String sql, RowReader reader, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private @Nullable String single(String sql, String... parameters) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        query(sql, row -> values.add(row.getString(1)), parameters);
        return values.isEmpty() ? null : values.get(0);
    }

    private String quoted(TableInfo table) throws SQLException {
        return quoted(new TableName(table.schema(), table.name()));
    }

    private String quoted(TableName table) throws SQLException {
        return identifier(table.schema()) + "." + identifier(table.name());
    }

    private String identifier(String name) throws SQLException {
        return connection.unwrap(PGConnection.class).escapeIdentifier(name);
    }
}
