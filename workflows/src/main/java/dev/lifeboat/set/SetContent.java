package dev.lifeboat.set;

import dev.lifeboat.runbook.Runbook;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a database a set holds, and in which form.
 *
 * @param definitions whether it holds the definitions: always those of the whole database
 * @param rows whether it holds rows
 * @param tables {@code schema.table} of the tables whose rows it holds, sorted; a partitioned table stands for its partitions;
 *     empty: all
 * @param where a condition in SQL by {@code schema.table}: only rows for which it is true are in the set
 */
public record SetContent(
        Form form, boolean definitions, boolean rows, List<String> tables, SortedMap<String, String> where) {
    /** All of a database. */
    public static final SetContent WHOLE = new SetContent(Form.ARCHIVE, true, true, List.of(), new TreeMap<>());

    public SetContent {
        form = form == null ? Form.ARCHIVE : form;
        tables = tables == null
                ? List.of()
                : tables.stream().map(Runbook::qualified).sorted().distinct().toList();
        where = qualified(where == null ? new TreeMap<>() : where);
        if (!definitions && !rows) {
            throw new IllegalArgumentException("a set needs definitions, rows, or both");
        }
        if (!rows && !(tables.isEmpty() && where.isEmpty())) {
            throw new IllegalArgumentException(
                    "tables and conditions choose rows; a set of definitions alone has none");
        }
        if (!rows && form == Form.JSON) {
            throw new IllegalArgumentException("the form json holds rows; definitions alone come as archive or sql");
        }
        if (form == Form.SQL && !where.isEmpty()) {
            throw new IllegalArgumentException("the form sql holds whole tables; a condition needs archive or json");
        }
        for (String table : where.keySet()) {
            if (!tables.isEmpty() && !tables.contains(table)) {
                throw new IllegalArgumentException(
                        "a condition for " + table + ", which is not among the chosen tables");
            }
        }
    }

    /** All rows of these tables in a form. */
    public static SetContent of(Form form, Collection<String> tables) {
        return new SetContent(form, true, true, List.copyOf(tables), new TreeMap<>());
    }

    /** The same without rows (mode schema) or without definitions (mode data), as the mode says. */
    public SetContent in(BackupMode mode) {
        return switch (mode) {
            case SCHEMA -> new SetContent(form, definitions, false, tables, where);
            case DATA -> new SetContent(form, false, rows, tables, where);
            default -> this;
        };
    }

    /** Whether a database can be brought back from it whole. */
    public boolean holdsEverything() {
        return definitions && rows && tables.isEmpty() && where.isEmpty();
    }

    /** In a few words for a list: {@code everything}, {@code 3 tables, json}, … */
    public String describe() {
        String what = !rows
                ? "definitions"
                : tables.isEmpty() ? "everything" : tables.size() + (tables.size() == 1 ? " table" : " tables");
        String which = !definitions ? what + ", rows only" : what;
        String some = where.isEmpty() ? which : which + ", some rows";
        return form == Form.ARCHIVE ? some : some + ", " + form.wireName();
    }

    private static SortedMap<String, String> qualified(Map<String, String> where) {
        SortedMap<String, String> qualified = new TreeMap<>();
        where.forEach((table, condition) -> qualified.put(Runbook.qualified(table), condition));
        return qualified;
    }
}
