package dev.lifeboat.backup;

import dev.lifeboat.archive.ConfiguredRows;
import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.JsonTableWriter;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;

/** What the source's catalogues say, under whatever snapshot the connection has. Not thread-safe. */
final class SourceCatalog {
    /** Objects that are nobody's data: the system's, extensions' and our own. */
    static final String OURS = """
            n.nspname NOT IN ('pg_catalog', 'information_schema', '_lifeboat_restore', '_lifeboat_repair')
            AND n.nspname !~ '^pg_(toast|temp)'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND e.objid = c.oid AND e.deptype = 'e')
            """;

    /** Tables and sequences whose rows an extension marks as its user's: CREATE EXTENSION makes the rest of it. */
    static final String CONFIGURATION = "c.oid IN (SELECT unnest(e.extconfig) FROM pg_catalog.pg_extension e)";

    /** In the order of the topmost table, so that the lines of all its partitions are alike. */
    private static final String OF_COLUMNS = """
            array(SELECT %s FROM pg_catalog.pg_attribute a
                  LEFT JOIN pg_catalog.pg_attribute top ON c.relispartition AND NOT top.attisdropped
                       AND top.attrelid = pg_catalog.pg_partition_root(c.oid) AND top.attname = a.attname
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                  ORDER BY coalesce(top.attnum, a.attnum))
            """;

    private static final String COLUMNS = OF_COLUMNS.formatted("a.attname::text");
    private static final String TYPES = OF_COLUMNS.formatted("pg_catalog.format_type(a.atttypid, a.atttypmod)");

    /**
     * Whether another server could put a partition's row into another partition: hashes of enums and of other people's types
     * hold OIDs, hashes and ranges of text follow a collation that the other server may have in another version.
     */
    private static final String UNSTABLE = """
            (c.relispartition AND EXISTS (
                SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) up (relid)
                JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = up.relid
                WHERE p.partstrat IN ('h', 'r') AND (p.partexprs IS NOT NULL OR EXISTS (
                    SELECT FROM unnest(p.partattrs::int2[], p.partcollation::oid[]) k (attnum, coll)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attnum
                    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                    LEFT JOIN pg_catalog.pg_collation l ON l.oid = k.coll
                    WHERE (p.partstrat = 'h' AND (t.oid >= 16384 OR NOT l.collisdeterministic))
                       OR (p.partstrat = 'r' AND k.coll <> 0 AND l.collname NOT IN ('C', 'POSIX')
                           AND NOT (l.collname = 'default' AND (SELECT datcollate IN ('C', 'POSIX')
                                FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))))))
            """;

    private static final String TABLES = """
            SELECT c.oid::bigint, n.nspname, c.relname,
                   CASE WHEN c.relispartition THEN coalesce(pg_catalog.pg_partition_root(c.oid)::oid::bigint, 0) ELSE 0 END,
                   %s,
                   CASE WHEN %s THEN 0 ELSE pg_catalog.pg_relation_size(c.oid) END, %s,
                   (SELECT up.nspname FROM pg_catalog.pg_class top JOIN pg_catalog.pg_namespace up ON up.oid = top.relnamespace
                    WHERE c.relispartition AND top.oid = pg_catalog.pg_partition_root(c.oid)),
                   (SELECT top.relname FROM pg_catalog.pg_class top
                    WHERE c.relispartition AND top.oid = pg_catalog.pg_partition_root(c.oid)),
                   CASE WHEN %s THEN 0 ELSE pg_catalog.pg_table_size(c.oid) END, %s
            """.formatted(COLUMNS, CONFIGURATION, UNSTABLE, CONFIGURATION, TYPES);

    private static final String TABLES_FROM = """
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND (
            """ + OURS + """
            OR %s OR (c.oid IN (2613, 2995) AND EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)))
            """.formatted(CONFIGURATION);

    /**
     * Which tables each object belongs to, by its catalogue and OID. Views by all that they read, however deep; policies and
     * rules by their own table alone, whatever they read: without them that table may not open.
     */
    private static final String OWNERS = """
            WITH RECURSIVE reads(relation, read) AS (
                SELECT r.ev_class, d.refobjid
                FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
                  ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
                UNION
                SELECT reads.relation, d.refobjid
                FROM reads JOIN pg_catalog.pg_rewrite r ON r.ev_class = reads.read JOIN pg_catalog.pg_depend d
                  ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class)
            SELECT 1259::bigint, c.oid::bigint, c.oid::bigint FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'f')
            UNION SELECT 1259, i.indexrelid::bigint, i.indrelid::bigint FROM pg_catalog.pg_index i
            UNION SELECT 1259, reads.relation::bigint, reads.read::bigint FROM reads
                  JOIN pg_catalog.pg_class c ON c.oid = reads.read AND c.relkind IN ('r', 'p', 'f')
            UNION SELECT 2606, k.oid::bigint, k.conrelid::bigint FROM pg_catalog.pg_constraint k WHERE k.conrelid <> 0
            UNION SELECT 2606, k.oid::bigint, k.confrelid::bigint FROM pg_catalog.pg_constraint k WHERE k.confrelid <> 0
            UNION SELECT 2620, t.oid::bigint, t.tgrelid::bigint FROM pg_catalog.pg_trigger t
            UNION SELECT 2618, r.oid::bigint, r.ev_class::bigint FROM pg_catalog.pg_rewrite r
                  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class AND c.relkind IN ('r', 'p')
            UNION SELECT 2618, r.oid::bigint, reads.read::bigint FROM pg_catalog.pg_rewrite r
                  JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
                  JOIN reads ON reads.relation = v.oid
                  JOIN pg_catalog.pg_class c ON c.oid = reads.read AND c.relkind IN ('r', 'p', 'f')
            UNION SELECT 3256, p.oid::bigint, p.polrelid::bigint FROM pg_catalog.pg_policy p
            UNION SELECT 2604, a.oid::bigint, a.adrelid::bigint FROM pg_catalog.pg_attrdef a
            UNION SELECT 3381, s.oid::bigint, s.stxrelid::bigint FROM pg_catalog.pg_statistic_ext s
            UNION SELECT 6106, p.oid::bigint, p.prrelid::bigint FROM pg_catalog.pg_publication_rel p
            ORDER BY 1, 2, 3
            """;

    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_SCHEMA = "3F000";

    private final Connection connection;

    /**
     * A table with its size; {@code info} has no rows and parts yet.
     *
     * @param bytes of the heap and of what is stored outside of it, without indexes
     */
    record SizedTable(TableInfo info, long heapBytes, long bytes) {}

    SourceCatalog(Connection connection) {
        this.connection = connection;
    }

    /** Quoted names of the tables, in order of their OIDs. Takes no lock: asking for sizes would wait behind a TRUNCATE. */
    List<String> tableNames() {
        return query(
                "SELECT n.nspname, c.relname " + TABLES_FROM + " ORDER BY c.oid",
                row -> quoted(row.getString(1)) + "." + quoted(row.getString(2)));
    }

    /** Tables and leaf partitions, in order of their OIDs. */
    List<SizedTable> tables() {
        return query(
                TABLES + TABLES_FROM + " ORDER BY c.oid",
                row -> new SizedTable(
                        new TableInfo(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getBoolean(7) ? new TableName(row.getString(8), row.getString(9)) : null,
                                LargeObjects.columns(row.getLong(1), strings(row.getArray(5))),
                                0,
                                0,
                                "0".repeat(32),
                                List.of(),
                                Extent.WHOLE,
                                List.of(),
                                strings(row.getArray(11))),
                        row.getLong(6),
                        row.getLong(10)));
    }

    /** Sequence values are not transactional: read after the snapshot was exported, they are ahead of every row in it. */
    List<SequenceInfo> sequences() {
        List<SequenceInfo> definitions = query(
                """
                SELECT c.oid::bigint, n.nspname, c.relname, s.seqincrement, coalesce(d.refobjid, 0)::bigint, a.attname
                FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 1259
                      AND d.deptype IN ('a', 'i')
                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE c.relpersistence <> 't' AND (
                """ + OURS + " OR " + CONFIGURATION + ") ORDER BY n.nspname, c.relname",
                row -> new SequenceInfo(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        0,
                        false,
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6)));
        List<SequenceInfo> sequences = new ArrayList<>();
        for (SequenceInfo sequence : definitions) {
            String name = quoted(sequence.schema()) + "." + quoted(sequence.name());
            sequences.addAll(query(
                    "SELECT last_value, is_called FROM " + name,
                    row -> new SequenceInfo(
                            sequence.oid(),
                            sequence.schema(),
                            sequence.name(),
                            row.getLong(1),
                            row.getBoolean(2),
                            sequence.increment(),
                            sequence.ownerTable(),
                            sequence.ownerColumn())));
        }
        return sequences;
    }

    /** Foreign keys of their own, not the clones that partitions inherit. */
    List<ForeignKeyInfo> foreignKeys() {
        return query(
                """
                SELECT k.oid::bigint, k.conname, k.conrelid::bigint, k.confrelid::bigint,
                       pg_catalog.pg_get_constraintdef(k.oid), k.convalidated
                FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE k.contype = 'f' AND k.conparentid = 0 AND
                """ + OURS + " ORDER BY k.oid",
                row -> new ForeignKeyInfo(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getString(5).replaceFirst(" NOT VALID$", ""),
                        row.getBoolean(6)));
    }

    /** Materialized views that were never filled, and so cannot be read. */
    List<TableName> unfilledViews() {
        return query("""
                SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm' AND NOT c.relispopulated AND
                """ + OURS + " ORDER BY 1, 2", row -> new TableName(row.getString(1), row.getString(2)));
    }

    /** OIDs of the tables that each object belongs to, by catalogue and object. */
    Map<List<Long>, Set<Long>> owners() {
        Map<List<Long>, Set<Long>> owners = new HashMap<>();
        query(OWNERS, row -> owners.computeIfAbsent(
                        List.of(row.getLong(1), row.getLong(2)), key -> new LinkedHashSet<>())
                .add(row.getLong(3)));
        return owners;
    }

    SourceInfo info() {
        return SourceDescription.read(this);
    }

    /**
     * The columns of a table that this session has just locked, or nothing if the name stands for another table by now or if
     * the table was emptied or rewritten since the snapshot: then its old rows are gone, and reading it would give none.
     * That can only happen when the holders have lost their locks.
     */
    Optional<List<String>> columnsOfLocked(String quotedName, long oid) {
        return query(
                        "SELECT " + COLUMNS + """
                        FROM pg_catalog.pg_class c
                        WHERE c.oid = ? AND c.relkind = 'r' AND c.relfilenode = pg_catalog.pg_relation_filenode(c.oid)
                          AND pg_catalog.to_regclass(?)::oid = c.oid
                        """,
                        row -> LargeObjects.columns(oid, strings(row.getArray(1))),
                        oid,
                        quotedName)
                .stream()
                .findFirst();
    }

    /** Tables that were emptied, rewritten or dropped after this session's snapshot was taken. */
    List<String> changedSinceSnapshot() {
        return query(
                "SELECT n.nspname || '.' || c.relname " + TABLES_FROM
                        + " AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)",
                row -> row.getString(1));
    }

    /** OIDs of the tables that CREATE EXTENSION makes and whose rows are their user's. */
    Set<Long> configurationTables() {
        return Set.copyOf(query(
                "SELECT DISTINCT unnest(e.extconfig)::bigint FROM pg_catalog.pg_extension e", row -> row.getLong(1)));
    }

    /** What to read a table's rows from. */
    String rowsOf(long oid, String quotedName) {
        return query(ConfiguredRows.CONDITION, row -> ConfiguredRows.from(quotedName, row.getString(1)), oid).stream()
                .findFirst()
                .orElse(LargeObjects.from(oid, quotedName));
    }

    /** How JSON writes the columns of a table that this session has locked. */
    List<JsonTableWriter.Column> jsonColumns(long oid, List<String> columns) {
        Map<String, JsonTableWriter.Kind> kinds = new HashMap<>();
        query("""
                SELECT a.attname, CASE WHEN t.typname IN ('int2', 'int4', 'int8', 'float4', 'float8', 'numeric') THEN 'NUMBER'
                       WHEN t.typname = 'bool' THEN 'BOOLEAN' WHEN t.typname IN ('json', 'jsonb') THEN 'STRUCTURE'
                       ELSE 'TEXT' END
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = ? AND a.attnum > 0 AND t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
                """, row -> kinds.put(row.getString(1), JsonTableWriter.Kind.valueOf(row.getString(2))), oid);
        return columns.stream()
                .map(column ->
                        new JsonTableWriter.Column(column, kinds.getOrDefault(column, JsonTableWriter.Kind.TEXT)))
                .toList();
    }

    /** This transaction's time in ISO 8601, UTC. */
    String now() {
        return query(
                        "SELECT pg_catalog.to_char(pg_catalog.transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
                        row -> row.getString(1))
                .get(0);
    }

    String quoted(TableInfo table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    String quoted(String identifier) {
        try {
            return connection.unwrap(PGConnection.class).escapeIdentifier(identifier);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Locks tables, or says no at once: waiting while holding the other locks could end in a deadlock, and PostgreSQL might
     * end the application's transaction instead of ours. False also when one of the tables is gone.
     */
    boolean lockNow(List<String> quotedNames) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "LOCK TABLE ONLY " + String.join(", ONLY ", quotedNames) + " IN ACCESS SHARE MODE NOWAIT");
            return true;
        } catch (SQLException e) {
            if (Set.of("55P03", UNDEFINED_TABLE, UNDEFINED_SCHEMA).contains(String.valueOf(e.getSQLState()))) {
                return false;
            }
            throw failed(e);
        }
    }

    /** PostgreSQL's message by its class; never its detail, which may show a row. */
    static LifeboatException failed(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        ErrorCode code =
                switch (state) {
                    case "42501" -> ErrorCode.PRIVILEGE_MISSING;
                    case "55P03" -> ErrorCode.LOCK_NOT_AVAILABLE;
                    // What the snapshot shows is not there any more, or a standby had to replay over it.
                    case "40001", "25P02", UNDEFINED_TABLE, UNDEFINED_SCHEMA -> ErrorCode.SNAPSHOT_LOST;
                    // A lost connection is no lost snapshot: the next try imports it again, if a holder still lives.
                    case "57P01", "57P02", "57P03" -> ErrorCode.SOURCE_UNREACHABLE;
                    default -> state.startsWith("08") ? ErrorCode.SOURCE_UNREACHABLE : ErrorCode.STATEMENT_FAILED;
                };
        return new LifeboatException(code, "the source says: " + PostgresConnector.firstLine(e), e);
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
