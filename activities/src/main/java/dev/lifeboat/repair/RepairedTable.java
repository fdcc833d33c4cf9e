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
 * @param partitioned whether its rows are those of its partitions; else rows of tables that inherit from it are not its own
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
        boolean partitioned,
        String name,
        String side,
        List<TableInfo> infos,
        List<String> setColumns,
        List<String> sideTypes,
        List<String> ownColumns,
        List<String> common,
        List<String> key) {
    /** Where an undo file keeps what is to be deleted again. */
    static final String UNDO = "pg_temp.lifeboat_undo";

    /** Marks that a row is there, in an outer join. */
    private static final String THERE = "\"lifeboat: there\"";

    /** How a statement names the rows that are its own. */
    String rows() {
        return partitioned ? name : "ONLY " + name;
    }

    /** The common columns beside the key. */
    List<String> others() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return others;
    }

    boolean hasKey() {
        return !key.isEmpty();
    }

    /** {@code t.a = s.a AND …} over the primary key. */
    private String sameKey() {
        return join(key, column -> "t." + column + " = s." + column, " AND ");
    }

    /** Whether a row's other values differ, by their texts: not every type can be compared. */
    private String differs() {
        return others().isEmpty()
                ? "false"
                : "("
                        + join(
                                others(),
                                column -> text("t." + column) + " IS DISTINCT FROM " + text("s." + column),
                                " OR ")
                        + ")";
    }

    /** Counts and the digest of what differs; rows under {@code n} and {@code digest}, by kind. */
    String comparison() {
        if (!hasKey()) {
            return wholeComparison();
        }
        String columns = String.join(", ", common);
        return "SELECT kind, count(*), coalesce(sum(hash) FILTER (WHERE kind <> 'same'), 0) FROM ("
                + "SELECT CASE WHEN t." + THERE + " IS NULL THEN 'missing' WHEN s." + THERE
                + " IS NULL THEN 'extra' WHEN "
                + differs() + " THEN 'changed' ELSE 'same' END AS kind,"
                + " pg_catalog.hashtextextended(" + whole("t.") + " || " + whole("s.") + ", 0)::numeric AS hash"
                + " FROM (SELECT " + columns + ", true AS " + THERE + " FROM " + rows() + ") t"
                + " FULL JOIN (SELECT " + columns + ", true AS " + THERE + " FROM " + side + ") s ON " + sameKey()
                + ") compared GROUP BY kind";
    }

    /** As {@link #comparison}, of rows that are counted as wholes: there is none that has changed. */
    private String wholeComparison() {
        return "SELECT kind, sum(n)::bigint, coalesce(sum(n * pg_catalog.hashtextextended(kind || whole, 0)::numeric)"
                + " FILTER (WHERE kind <> 'same'), 0) FROM (SELECT whole, k.kind, k.n FROM " + wholes(rows())
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
                + ") s LEFT JOIN " + wholes(rows()) + " t ON t.whole = s.\"lifeboat: whole\""
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
        return "UPDATE " + rows() + " t SET " + join(others(), column -> column + " = s." + column, ", ") + " FROM "
                + side + " s WHERE " + sameKey() + " AND " + differs();
    }

    String deleteExtra() {
        return "DELETE FROM " + rows() + " t WHERE " + extra();
    }

    /** A query for what tells the rows that would be inserted from others: their keys, or the whole of them. */
    String inserted() {
        return hasKey()
                ? "SELECT " + join(key, column -> "s." + column, ", ") + " FROM " + side + " s WHERE " + missing()
                : missingWholes("s.\"lifeboat: whole\"");
    }

    /** Makes the table in which the undo keeps that. */
    String undoPlace() {
        return "CREATE TEMPORARY TABLE lifeboat_undo AS SELECT "
                + (hasKey() ? String.join(", ", key) : "NULL::pg_catalog.text AS whole") + " FROM " + rows()
                + " WITH NO DATA;";
    }

    /** The statement that takes the insertions back. */
    String undoInsertions() {
        return hasKey()
                ? "DELETE FROM " + rows() + " t USING " + UNDO + " s WHERE " + sameKey() + ";"
                : "DELETE FROM " + rows()
                        + " WHERE (tableoid, ctid) IN (SELECT t.tableoid, t.ctid FROM (SELECT tableoid AS"
                        + " tableoid, ctid AS ctid, " + whole("") + " AS whole, row_number() OVER (PARTITION BY "
                        + whole("")
                        + ") AS number FROM " + rows() + ") t JOIN (SELECT whole, count(*) AS n FROM " + UNDO
                        + " GROUP BY whole) u USING (whole) WHERE t.number <= u.n);";
    }

    /** Statements that would bring the present values of changed rows back. */
    String undoChanges() {
        return others().isEmpty() || !hasKey()
                ? "SELECT '' WHERE false"
                : "SELECT " + literal("UPDATE " + rows() + " SET ") + " || pg_catalog.array_to_string(ARRAY["
                        + join(others(), column -> literal(column + " = ") + " || " + value("t." + column), ", ")
                        + "], ', ') || " + literal(" WHERE ") + " || " + keyText("t.") + " || ';' FROM " + rows()
                        + " t JOIN " + side
                        + " s ON " + sameKey() + " WHERE " + differs();
    }

    /** Statements that would bring deleted rows back. */
    String undoDeletions() {
        return "SELECT "
                + literal("INSERT INTO " + name + " (" + String.join(", ", ownColumns)
                        + ") OVERRIDING SYSTEM VALUE VALUES (")
                + " || pg_catalog.array_to_string(ARRAY[" + join(ownColumns, column -> value("t." + column), ", ")
                + "], ', ') || ');' FROM " + rows() + " t WHERE " + extra();
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
                        "SELECT " + keyText("t.") + " FROM " + rows() + " t JOIN " + side + " s ON " + sameKey()
                                + " WHERE " + differs() + limit),
                new Sample("extra", "SELECT " + keyText("t.") + " FROM " + rows() + " t WHERE " + extra() + limit));
    }

    private String missing() {
        return "NOT EXISTS (SELECT FROM " + rows() + " t WHERE " + sameKey() + ")";
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
