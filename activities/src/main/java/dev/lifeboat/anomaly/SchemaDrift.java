package dev.lifeboat.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Columns that are not as they were in the set before, in tables that both sets have: a few are a migration, many an alarm. */
final class SchemaDrift {
    private static final int LEAST = 5;
    /** Of the columns that there were; a large database changes more at a time. */
    private static final double SHARE = 0.1;

    private static final int MOST_NAMED = 5;

    private SchemaDrift() {}

    /** Null: no drift worth a word. */
    static @Nullable AnomalyFinding between(SetFigures before, SetFigures now) {
        List<String> changes = new ArrayList<>();
        int columns = 0;
        for (Map.Entry<String, TableFigures> entry : before.tables().entrySet()) {
            TableFigures same = now.tables().get(entry.getKey());
            if (same != null) {
                columns += entry.getValue().columns().size();
                changes.addAll(changes(entry.getValue(), same));
            }
        }
        double limit = Math.max(LEAST, Math.ceil(SHARE * columns));
        if (changes.size() < limit) {
            return null;
        }
        String named = String.join(", ", changes.subList(0, Math.min(MOST_NAMED, changes.size())));
        String words = "the set: " + changes.size() + " of " + columns + " columns differ from the set before (limit "
                + Math.round(limit) + "): " + named + (changes.size() > MOST_NAMED ? ", …" : "");
        return new AnomalyFinding(null, Measure.COLUMNS, columns, changes.size(), limit, words);
    }

    private static List<String> changes(TableFigures before, TableFigures now) {
        List<String> changes = new ArrayList<>();
        SortedMap<String, String> had = before.columns();
        SortedSet<String> names = new TreeSet<>(had.keySet());
        names.addAll(now.columns().keySet());
        for (String name : names) {
            String old = had.get(name);
            String type = now.columns().get(name);
            String column = now.name() + "." + name;
            if (old == null) {
                changes.add(column + " is new");
            } else if (type == null) {
                changes.add(column + " is gone");
            } else if (!old.isEmpty() && !type.isEmpty() && !old.equals(type)) {
                changes.add(column + " is " + type + " instead of " + old);
            }
        }
        return changes;
    }
}
