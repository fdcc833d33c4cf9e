package dev.lifeboat.rollback;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is left between two databases after one was made like the other, but for what stays on purpose: it could not be done. */
final class Residue {
    private final Map<String, Definition> wanted;
    private final Set<String> kept;
    private final Map<String, TableChanges> tables;

    /**
     * @param kept keys of definitions that stay
     * @param tables by key: columns of them may stay, and stay nullable
     */
    Residue(Map<String, Definition> wanted, Set<String> kept, Map<String, TableChanges> tables) {
        this.wanted = wanted;
        this.kept = kept;
        this.tables = tables;
    }

    /** In words; empty: nothing is left. */
    List<String> of(Map<String, Definition> found) {
        List<String> residue = new ArrayList<>();
        found.forEach((key, definition) -> {
            Definition like = wanted.get(key);
            if (like == null) {
                if (!kept.contains(key) && !belongsToKept(definition)) {
                    residue.add(definition.key() + " is left");
                }
            } else if (!alike(tables.get(key), like.comparable(), definition.comparable())) {
                residue.add(definition.key() + " is not as wanted");
            }
        });
        wanted.forEach((key, definition) -> {
            if (!found.containsKey(key)) {
                residue.add(definition.key() + " is missing");
            }
        });
        return residue;
    }

    private static boolean alike(@Nullable TableChanges table, String wanted, String found) {
        return table == null ? wanted.equals(found) : lines(wanted, table).equals(lines(found, table));
    }

    /** Without columns that stay, and without NOT NULL of those that stay nullable. */
    private static List<String> lines(String text, TableChanges table) {
        return text.lines()
                .filter(line -> table.kept().stream()
                        .noneMatch(column -> line.startsWith(column + " ") || line.contains(" COLUMN " + column + " ")))
                .map(line -> startsWithOne(line, table.nullable()) ? line.replace(" NOT NULL", "") : line)
                .toList();
    }

    private static boolean startsWithOne(String line, Collection<String> columns) {
        return columns.stream().anyMatch(column -> line.startsWith(column + " "));
    }

    /** The default and sequence of a column that stays: a sequence is named for its table. */
    private boolean belongsToKept(Definition definition) {
        return definition.is("DEFAULT", "SEQUENCE", "SEQUENCE OWNED BY")
                && tables.entrySet().stream()
                        .filter(table -> !table.getValue().kept().isEmpty())
                        .map(table -> table.getKey().replaceFirst("^TABLE ", ""))
                        .anyMatch(table -> definition.label().startsWith(table + " ")
                                || definition.label().startsWith(table + "_"));
    }
}
