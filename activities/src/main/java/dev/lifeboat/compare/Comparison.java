package dev.lifeboat.compare;

import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.compare.Side.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What two sides differ in.
 *
 * @param tables how many tables were looked at
 * @param differences tables first, then sequences, then definitions, each by name; empty: the sides are equal
 * @param leftOut tables that were not compared, since a set does not hold all of their rows
 * @param sets those that were compared
 * @param warnings of the choice of the sets: newer ones that were passed over, stores that do not answer
 */
public record Comparison(
        int tables, List<Difference> differences, List<String> leftOut, List<String> sets, List<String> warnings) {
    private static final String NONE = "none";
    private static final int MOST_LINES = 40;

    public Comparison {
        differences = List.copyOf(differences);
        leftOut = List.copyOf(leftOut);
        sets = List.copyOf(sets);
        warnings = List.copyOf(warnings);
    }

    /** The same, of these sets. */
    Comparison of(List<Selecting.Chosen> chosen) {
        return new Comparison(
                tables,
                differences,
                leftOut,
                chosen.stream().map(Selecting.Chosen::set).distinct().toList(),
                chosen.stream()
                        .flatMap(set -> set.warnings().stream())
                        .distinct()
                        .toList());
    }

    /** Whether nothing differs. */
    public boolean equal() {
        return differences.isEmpty();
    }

    /** Compares two sides, whatever the order of their tables, rows and objects. */
    static Comparison of(Side left, Side right, List<String> leftOut) {
        List<Difference> differences = new ArrayList<>();
        Set<String> tables = names(left.tables(), right.tables());
        for (String name : tables) {
            Table one = left.tables().get(name);
            Table other = right.tables().get(name);
            if (one == null || other == null) {
                differences.add(new Difference("table", name, rows(one), rows(other)));
            } else {
                compare(name, one, other, differences);
            }
        }
        for (String name : names(left.sequences(), right.sequences())) {
            String one = state(left.sequences().get(name));
            String other = state(right.sequences().get(name));
            if (!one.equals(other)) {
                differences.add(new Difference("sequence", name, one, other));
            }
        }
        for (String name : names(left.definitions(), right.definitions())) {
            String one = left.definitions().get(name);
            String other = right.definitions().get(name);
            if (one == null || other == null) {
                differences.add(new Difference(
                        "definition", name, one == null ? NONE : "defined", other == null ? NONE : "defined"));
            } else if (!one.equals(other)) {
                differences.add(new Difference("definition", name, only(one, other), only(other, one)));
            }
        }
        return new Comparison(tables.size(), differences, leftOut, List.of(), List.of());
    }

    private static void compare(String name, Table one, Table other, List<Difference> differences) {
        if (!one.columns().equals(other.columns())) {
            // A row's text has its columns in it: without the same ones, contents cannot be compared.
            differences.add(new Difference(
                    "columns", name, String.join(", ", one.columns()), String.join(", ", other.columns())));
        }
        if (one.rows() != other.rows()) {
            differences.add(new Difference("rows", name, String.valueOf(one.rows()), String.valueOf(other.rows())));
        } else if (one.columns().equals(other.columns()) && !one.hash().equals(other.hash())) {
            differences.add(new Difference("content", name, one.hash(), other.hash()));
        }
    }

    private static String rows(@Nullable Table table) {
        return table == null ? NONE : table.rows() + " rows";
    }

    private static String state(@Nullable SequenceInfo sequence) {
        return sequence == null
                ? NONE
                : sequence.lastValue() + (sequence.called() ? "" : " (not called)") + ", increment "
                        + sequence.increment();
    }

    /** The lines that only the first text has, in its order. */
    private static String only(String text, String other) {
        List<String> there = new ArrayList<>(other.lines().toList());
        List<String> lines = text.lines()
                .filter(line -> !there.remove(line))
                .limit(MOST_LINES)
                .toList();
        return lines.isEmpty()
                ? "the same lines in another order"
                : lines.stream().collect(Collectors.joining("\n"));
    }

    private static Set<String> names(Map<String, ?> one, Map<String, ?> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }
}
