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
 * @param key the target's primary key
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

    /** {@code t.a = s.a AND …} over the primary key. */
    String sameKey() {
        return join(key, column -> "t." + column + " = s." + column, " AND ");
    }

    /** Whether a row's other values differ, by their texts: not every type can be compared. */
    String differs() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return others.isEmpty()
                ? "false"
                : "(" + join(others, column -> text("t." + column) + " IS DISTINCT FROM " + text("s." + column), " OR ")
                        + ")";
    }

    /** Counts and the digest of what differs; rows under {@code n} and {@code digest}, by kind. */
    String comparison() {
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

    String insertMissing() {
        String columns = String.join(", ", common);
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
        return "SELECT " + literal("DELETE FROM " + name + " WHERE ") + " || " + keyText("s.") + " || ';' FROM " + side
                + " s WHERE " + missing();
    }

    /** Statements that would bring the present values of changed rows back. */
    String undoChanges() {
        List<String> others = new ArrayList<>(common);
        others.removeAll(key);
        return others.isEmpty()
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
