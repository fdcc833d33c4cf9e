package dev.lifeboat.anomaly;

import dev.lifeboat.runbook.Anomalies;
import dev.lifeboat.runbook.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sets of a database, a day each, in figures. */
final class Days {
    static final long BYTES_A_ROW = 100;

    private final List<SetFigures> sets = new ArrayList<>();
    private final SortedMap<String, TableFigures> tables = new TreeMap<>();

    /** A table from the next day on. */
    Days table(String name, long rows, long bytes, double ratio, String... columns) {
        SortedMap<String, String> types = new TreeMap<>();
        for (String column : columns) {
            int space = column.indexOf(' ');
            types.put(column.substring(0, space), column.substring(space + 1));
        }
        tables.put(name, new TableFigures(name, List.of(name), rows, bytes, Math.round(bytes / ratio), types));
        return this;
    }

    /** A table of usual rows. */
    Days table(String name, long rows) {
        return table(name, rows, rows * BYTES_A_ROW, 4, "id integer", "name text");
    }

    Days without(String name) {
        tables.remove(name);
        return this;
    }

    Days day() {
        return day(null);
    }

    Days day(@Nullable Double changed) {
        sets.add(next(changed, Compression.ZSTD));
        return this;
    }

    Days days(int count) {
        for (int i = 0; i < count; i++) {
            day();
        }
        return this;
    }

    SetFigures next(@Nullable Double changed, Compression compression) {
        return new SetFigures(
                "daily/" + sets.size(),
                compression,
                tables.values().stream().mapToLong(TableFigures::bytes).sum(),
                new TreeMap<>(tables),
                changed);
    }

    List<SetFigures> earlier(int most) {
        return List.copyOf(sets.subList(Math.max(0, sets.size() - most), sets.size()));
    }

    /** What is said of the tables as they are now. */
    List<AnomalyFinding> look() {
        return look(null);
    }

    List<AnomalyFinding> look(@Nullable Double changed) {
        return look(Anomalies.DEFAULT, changed, Compression.ZSTD);
    }

    List<AnomalyFinding> look(Anomalies limits, @Nullable Double changed, Compression compression) {
        return new AnomalyWatch(limits)
                .look(next(changed, compression), earlier(Objects.requireNonNull(limits.sets())));
    }
}
