package dev.lifeboat.repair;

import dev.lifeboat.archive.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table of the target, and what a set has of it. All names but the first are quoted.
 *
 * @param label {@code schema.name}
 * @param name quoted, with its schema
 * @param side where the set's rows are loaded
 * @param infos of the set: the table itself, or the leaves of a partitioned one
 * @param setColumns in COPY order
 * @param sideTypes of the set's columns: the target's where it has them
 * @param ownColumns the target's, without generated ones
 * @param common columns that both have
 * @param key the target's primary key; empty: it has none, and rows are told from each other as wholes
 */
record RepairedTable(
        String label,
        long oid,
        String name,
        String side,
        List<TableInfo> infos,
        List<String> setColumns,
        List<String> sideTypes,
        List<String> ownColumns,
        List<String> common,
        List<String> key) {
    /** Marks that a row is there, in an outer join. */
    private static final String THERE = "\"lifeboat: there\"";

    boolean hasKey() {
        return !key.isEmpty();
    }

    /** {@code t.a = s.a AND …} over the primary key. */
    private String sameKey() {
        return join(key, column -> "t." + column + " = s." + column, " AND ");
    }

    /** Whether a row's other values differ, by their texts: not every type can be compared. */
    private String differs() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return others.isEmpty()
                ? "false"
                : "(" + join(others, column -> text("t." + column) + " IS DISTINCT FROM " + text("s." + column), " OR ")
                        + ")";
    }

    /** Counts and the digest of what differs; rows under {@code n} and {@code digest}, by kind. */
    String comparison() {
        if (!hasKey()) {
            return wholeComparison();
        }
        String columns = String.join(", ", common);
        String row = join(
                common,
                column -> "coalesce(" + text("t." + column) + ", '\\N'), coalesce(" + text("s." + column) + ", '\\N')",
                ", ");
        return "SELECT kind, count(*), coalesce(sum(hash) FILTER (WHERE kind <> 'same'), 0) FROM ("
                + "SELECT CASE WHEN t." + THERE + " IS NULL THEN 'missing' WHEN s." + THERE
                + " IS NULL THEN 'extra' WHEN "
                + differs() + " THEN 'changed' ELSE 'same' END AS kind,"
                + " pg_catalog.hashtextextended(pg_catalog.concat_ws('\t', " + row + "), 0)::numeric AS hash"
                + " FROM (SELECT " + columns + ", true AS " + THERE + " FROM " + name + ") t"
                + " FULL JOIN (SELECT " + columns + ", true AS " + THERE + " FROM " + side + ") s ON " + sameKey()
                + ") compared GROUP BY kind";
    }

    /** As {@link #comparison}, of rows that are counted as wholes: there is none that has changed. */
    private String wholeComparison() {
        return "SELECT kind, sum(n)::bigint, coalesce(sum(n * pg_catalog.hashtextextended(kind || whole, 0)::numeric)"
                + " FILTER (WHERE kind <> 'same'), 0) FROM (SELECT whole, k.kind, k.n FROM " + wholes(name)
                + " t FULL JOIN "
                + wholes(side)
                + " s USING (whole), LATERAL (VALUES ('same', least(coalesce(t.n, 0), coalesce(s.n, 0))),"
                + " ('missing', greatest(coalesce(s.n, 0) - coalesce(t.n, 0), 0)),"
                + " ('extra', greatest(coalesce(t.n, 0) - coalesce(s.n, 0), 0))) k (kind, n)) compared"
                + " WHERE n > 0 GROUP BY kind";
    }

    private String wholes(String table) {
        return "(SELECT " + whole("") + " AS whole, count(*) AS n FROM " + table + " GROUP BY 1)";
    }

    /** A row's text; a table without columns has equal rows only. */
    private String whole(String alias) {
        return "ROW(" + join(common, column -> text(alias + column), ", ") + ")::pg_catalog.text";
    }

    /** The side table's rows beyond those that the table has, for a table without a key. */
    private String missingWholes(String what) {
        return "SELECT " + what + " FROM (SELECT *, " + whole("") + " AS \"lifeboat: whole\","
                + " row_number() OVER (PARTITION BY " + whole("") + ") AS \"lifeboat: number\" FROM " + side
                + ") s LEFT JOIN " + wholes(name) + " t ON t.whole = s.\"lifeboat: whole\""
                + " WHERE s.\"lifeboat: number\" > coalesce(t.n, 0)";
    }

    String insertMissing() {
        String columns = String.join(", ", common);
        if (!hasKey()) {
            return common.isEmpty()
                    ? "INSERT INTO " + name + " SELECT FROM (" + missingWholes("1") + ") missing"
                    : "INSERT INTO " + name + " (" + columns + ") OVERRIDING SYSTEM VALUE "
                            + missingWholes(join(common, column -> "s." + column, ", "));
        }
        return "INSERT INTO " + name + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM " + side
                + " s WHERE " + missing();
    }

    String updateChanged() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return "UPDATE " + name + " t SET " + join(others, column -> column + " = s." + column, ", ") + " FROM " + side
                + " s WHERE " + sameKey() + " AND " + differs();
    }

    String deleteExtra() {
        return "DELETE FROM " + name + " t WHERE " + extra();
    }

    /** Statements that would take the insertions back. */
    String undoInsertions() {
        if (!hasKey()) {
            return missingWholes(literal("DELETE FROM " + name + " WHERE ctid = (SELECT ctid FROM " + name + " WHERE "
                            + whole("") + " = ")
                    + " || pg_catalog.quote_literal(s.\"lifeboat: whole\") || ' LIMIT 1);'");
        }
        return "SELECT " + literal("DELETE FROM " + name + " WHERE ") + " || " + keyText("s.") + " || ';' FROM " + side
                + " s WHERE " + missing();
    }

    /** Statements that would bring the present values of changed rows back. */
    String undoChanges() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return others.isEmpty() || !hasKey()
                ? "SELECT '' WHERE false"
                : "SELECT " + literal("UPDATE " + name + " SET ") + " || pg_catalog.concat_ws(', ', "
                        + join(others, column -> literal(column + " = ") + " || " + value("t." + column), ", ")
                        + ") || "
                        + literal(" WHERE ") + " || " + keyText("t.") + " || ';' FROM " + name + " t JOIN " + side
                        + " s ON " + sameKey() + " WHERE " + differs();
    }

    /** Statements that would bring deleted rows back. */
    String undoDeletions() {
        return "SELECT "
                + literal("INSERT INTO " + name + " (" + String.join(", ", ownColumns)
                        + ") OVERRIDING SYSTEM VALUE VALUES (")
                + " || pg_catalog.concat_ws(', ', " + join(ownColumns, column -> value("t." + column), ", ")
                + ") || ');' FROM " + name + " t WHERE " + extra();
    }

    /** A query for keys of rows of one kind. */
    record Sample(String kind, String query) {}

    List<Sample> samples(int most) {
        String limit = " LIMIT " + most;
        if (!hasKey()) {
            return List.of(new Sample("missing", missingWholes("s.\"lifeboat: whole\"") + limit));
        }
        return List.of(
                new Sample("missing", "SELECT " + keyText("s.") + " FROM " + side + " s WHERE " + missing() + limit),
                new Sample(
                        "changed",
                        "SELECT " + keyText("t.") + " FROM " + name + " t JOIN " + side + " s ON " + sameKey()
                                + " WHERE " + differs() + limit),
                new Sample("extra", "SELECT " + keyText("t.") + " FROM " + name + " t WHERE " + extra() + limit));
    }

    private String missing() {
        return "NOT EXISTS (SELECT FROM " + name + " t WHERE " + sameKey() + ")";
    }

    private String extra() {
        return "NOT EXISTS (SELECT FROM " + side + " s WHERE " + sameKey() + ")";
    }

    private String keyText(String alias) {
        return "pg_catalog.concat_ws(' AND ', "
                + join(key, column -> literal(column + " = ") + " || " + value(alias + column), ", ") + ")";
    }

    private static String value(String column) {
        return "pg_catalog.quote_nullable(" + column + "::pg_catalog.text)";
    }

    private static String text(String column) {
        return column + "::pg_catalog.text COLLATE \"C\"";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String join(List<String> columns, Function<String, String> form, String separator) {
        return columns.stream().map(form).collect(Collectors.joining(separator));
    }
}
