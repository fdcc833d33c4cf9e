package dev.lifeboat.drill;

import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.runbook.MutationKind;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Damages to the rows of a table. */
final class RowDamages {
    private static final int MOST_COLUMNS = 3;

    private final Connection connection;
    private final Manifest manifest;

    RowDamages(Connection connection, Manifest manifest) {
        this.connection = connection;
        this.manifest = manifest;
    }

    /** None for a kind that does not fit the table. */
    List<Damage> of(MutationKind kind, TableInfo table) {
        if (table.rows() == 0) {
            return List.of();
        }
        String name = CopyNames.of(connection, table);
        return switch (kind) {
            case ROWS_DROPPED ->
                List.of(Damage.of(
                        kind,
                        table,
                        table.qualifiedName(),
                        "DELETE FROM ONLY " + name + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM ONLY " + name
                                + " ORDER BY ctid LIMIT " + hundredth(table) + "))",
                        "a count or sum that the application knows by other means, compared with `equals`"));
            case TABLE_EMPTIED ->
                List.of(Damage.of(
                        kind,
                        table,
                        table.qualifiedName(),
                        "DELETE FROM ONLY " + name,
                        check("select count(*) > 0 from " + name, "true")));
            case ROWS_DUPLICATED -> duplicated(table, name);
            case VALUES_SHIFTED -> shifted(table, name);
            case ORPHANS -> orphans(table, name);
            default -> List.of();
        };
    }

    static String check(String sql, String expected) {
        return "{ sql: \"" + sql.replace("\\", "\\\\").replace("\"", "\\\"") + "\", equals: " + expected + " }";
    }

    private static long hundredth(TableInfo table) {
        return Math.max(1, table.rows() / 100);
    }

    /** Columns that get their value by themselves are left out; where a key still forbids it, the key is dropped first. */
    private List<Damage> duplicated(TableInfo table, String name) {
        List<String> all = columns(name, "true");
        List<String> given = columns(name, """
                NOT (a.attidentity <> '' OR a.atthasdef AND EXISTS (
                  SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)))""");
        List<List<String>> attempts = new ArrayList<>();
        if (!given.isEmpty() && given.size() < all.size()) {
            attempts.add(List.of(copies(name, given, table)));
        }
        List<String> keyless = new ArrayList<>(Sql.strings(connection, """
                SELECT CASE WHEN k.oid IS NULL
                       THEN pg_catalog.format('DROP INDEX %s CASCADE', i.indexrelid::pg_catalog.regclass)
                       ELSE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', ?::text, k.conname) END
                FROM pg_catalog.pg_index i
                LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
                                                    AND k.conrelid = i.indrelid
                WHERE i.indrelid = ?::pg_catalog.regclass AND (i.indisunique OR k.contype = 'x')""", name, name));
        keyless.add(copies(name, all, table));
        attempts.add(keyless);
        String unique = all.stream().limit(MOST_COLUMNS).collect(Collectors.joining(", "));
        return List.of(new Damage(
                MutationKind.ROWS_DUPLICATED,
                table,
                table.qualifiedName(),
                attempts,
                List.of(table.oid()),
                check(
                                "select count(*) from (select 1 from " + name + " group by " + unique
                                        + " having count(*) > 1) twice",
                                "0")
                        + ", with the columns that make a row one thing to the application"));
    }

    private static String copies(String name, List<String> columns, TableInfo table) {
        String list = String.join(", ", columns);
        return "INSERT INTO " + name + " (" + list + ") OVERRIDING SYSTEM VALUE SELECT " + list + " FROM ONLY " + name
                + " ORDER BY ctid LIMIT " + hundredth(table);
    }

    private List<Damage> shifted(TableInfo table, String name) {
        List<String> columns = columns(name, """
                NOT EXISTS (SELECT FROM pg_catalog.pg_index i
                            WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey))
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))""");
        for (String column : columns) {
            boolean differ = Sql.holds(
                    connection,
                    "SELECT count(*) > 1 FROM (SELECT DISTINCT " + column + "::text FROM ONLY " + name
                            + " LIMIT 2) few");
            if (differ) {
                return List.of(Damage.of(
                        MutationKind.VALUES_SHIFTED,
                        table,
                        table.qualifiedName() + " " + column,
                        "WITH o AS (SELECT ctid AS id, row_number() OVER (ORDER BY ctid) AS r, count(*) OVER () AS n, "
                                + column + " AS v FROM ONLY " + name + ") UPDATE ONLY " + name + " t SET " + column
                                + " = p.v FROM o JOIN o p ON p.r = o.r % o.n + 1 WHERE t.ctid = o.id",
                        "what ties " + column + " to the rest of its row: a sum by group, a sample of known rows"));
            }
        }
        return List.of();
    }

    private List<Damage> orphans(TableInfo table, String name) {
        for (ForeignKeyInfo key : manifest.foreignKeys()) {
            TableInfo other = manifest.tables().stream()
                    .filter(known -> known.oid() == key.referenced())
                    .findFirst()
                    .orElse(null);
            if (key.table() != table.oid() || other == null || other.rows() == 0 || !key.validated()) {
                continue;
            }
            List<String> pairs = Sql.strings(connection, """
                    SELECT pg_catalog.format('r.%I = f.%I', b.attname, a.attname)
                    FROM pg_catalog.pg_constraint k, unnest(k.conkey, k.confkey) AS c(own, other)
                    JOIN pg_catalog.pg_attribute a ON a.attnum = c.own
                    JOIN pg_catalog.pg_attribute b ON b.attnum = c.other
                    WHERE k.contype = 'f' AND k.conname = ? AND k.conrelid = ?::pg_catalog.regclass
                      AND a.attrelid = k.conrelid AND b.attrelid = k.confrelid""", key.name(), name);
            if (pairs.isEmpty()) {
                continue;
            }
            String referenced = CopyNames.of(connection, other);
            String on = String.join(" AND ", pairs);
            return List.of(new Damage(
                    MutationKind.ORPHANS,
                    table,
                    table.qualifiedName() + " " + key.name(),
                    List.of(List.of("DELETE FROM ONLY " + referenced
                            + " WHERE ctid = ANY (ARRAY(SELECT r.ctid FROM ONLY " + referenced + " r JOIN ONLY " + name
                            + " f ON " + on + " ORDER BY r.ctid LIMIT 1))")),
                    List.of(table.oid(), other.oid()),
                    check(
                            "select count(*) from " + name + " f where not exists (select from " + referenced
                                    + " r where " + on + ")",
                            "0")));
        }
        return List.of();
    }

    /** Quoted, of those that rows are loaded into. */
    private List<String> columns(String name, String condition) {
        return Sql.strings(
                connection,
                "SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute a"
                        + " WHERE a.attrelid = ?::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped"
                        + " AND a.attgenerated = '' AND " + condition + " ORDER BY a.attnum",
                name);
    }
}
