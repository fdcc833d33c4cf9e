package dev.lifeboat.anomaly;

import dev.lifeboat.runbook.Anomalies;
import dev.lifeboat.runbook.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what of a set is far from what is usual in those before it. Pure: figures in, findings out. A table is held to what it
 * had, not to how it grows: growing is what tables do, and too much of it shows in the size of the set.
 */
final class AnomalyWatch {
    /** A difference of fewer rows, or a table that never had more, says nothing. */
    static final long LEAST_ROWS = 20;
    /** A difference of fewer bytes, or of a smaller table's compression, says nothing. */
    static final long LEAST_BYTES = 16 << 10;

    /** Fewer have no median worth the name. */
    private static final int LEAST_SETS = 3;

    /** Compression varies upwards: many equal values come in one load. */
    private static final double RATIO_GROWTH = 5;
    /** Rows of a table are of much the same length from day to day, however many there are. */
    private static final double ROW_GROWTH = 2;
    /** A table that varies and has at most so many rows is empty now and then. */
    private static final long FEW_ROWS = 10;

    /** Of the median, as the next two. */
    private final double rowShare;

    private final double byteShare;
    private final double ratioShare;
    private final double changedPoints;

    AnomalyWatch(Anomalies limits) {
        this.rowShare = perCent(limits.rows()) / 100;
        this.byteShare = perCent(limits.bytes()) / 100;
        this.ratioShare = perCent(limits.ratio()) / 100;
        this.changedPoints = perCent(limits.changed());
    }

    /** Whoever leaves a limit out gets the usual one. */
    private static double perCent(@Nullable Integer limit) {
        return Objects.requireNonNull(limit).doubleValue();
    }

    /**
     * The findings, those of the whole set first.
     *
     * @param earlier good sets of the same kind, the newest last; none: there is nothing to compare with
     */
    List<AnomalyFinding> look(SetFigures now, List<SetFigures> earlier) {
        List<AnomalyFinding> findings = new ArrayList<>();
        if (earlier.isEmpty()) {
            return findings;
        }
        if (earlier.size() >= LEAST_SETS) {
            add(findings, size(now, earlier));
            add(findings, changed(now, earlier));
        }
        SetFigures newest = earlier.get(earlier.size() - 1);
        add(findings, SchemaDrift.between(newest, now));
        findings.addAll(vanished(now, earlier, newest));
        now.tables().forEach((key, table) -> {
            List<TableFigures> before = earlier.stream()
                    .flatMap(set -> Stream.ofNullable(set.tables().get(key)))
                    .toList();
            AnomalyFinding emptied = emptied(table, before);
            if (emptied != null) {
                findings.add(emptied);
            } else if (before.size() >= LEAST_SETS) {
                add(findings, amount(table, before));
                add(findings, ratio(table, now, earlier, key));
            }
        });
        return findings;
    }

    private @Nullable AnomalyFinding size(SetFigures now, List<SetFigures> earlier) {
        Usual usual = Usual.of(values(earlier, set -> (double) set.bytes()), byteShare, byteShare);
        boolean little = Math.abs(now.bytes() - usual.median()) < LEAST_BYTES;
        return little ? null : unusual(null, Measure.SIZE, (double) now.bytes(), usual);
    }

    private @Nullable AnomalyFinding changed(SetFigures now, List<SetFigures> earlier) {
        Double share = now.changed();
        List<Double> before = values(earlier, SetFigures::changed);
        if (share == null || before.size() < LEAST_SETS) {
            return null;
        }
        double median = Usual.median(before);
        double limit = Math.max(
                median + changedPoints,
                before.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        return share > limit ? finding(null, Measure.CHANGED, median, share, limit) : null;
    }

    private static List<AnomalyFinding> vanished(SetFigures now, List<SetFigures> earlier, SetFigures newest) {
        Set<String> names = now.tables().values().stream()
                .flatMap(table -> table.names().stream())
                .collect(Collectors.toSet());
        List<AnomalyFinding> findings = new ArrayList<>();
        newest.tables().forEach((key, table) -> {
            long had = earlier.stream()
                    .filter(set -> set.tables().containsKey(key))
                    .count();
            // One that came with the last set and went again was nobody's.
            boolean usual = earlier.size() < LEAST_SETS || had > 1;
            // Partitions of a time may all be new ones, and another database may have other OIDs.
            boolean gone =
                    !now.tables().containsKey(key) && table.names().stream().noneMatch(names::contains);
            if (usual && gone) {
                findings.add(finding(table.name(), Measure.VANISHED, (double) table.rows(), 0, 0));
            }
        });
        return findings;
    }

    private static @Nullable AnomalyFinding emptied(TableFigures now, List<TableFigures> before) {
        if (now.rows() > 0 || before.isEmpty()) {
            return null;
        }
        List<Double> rows = values(before, table -> (double) table.rows());
        double median = Usual.median(rows);
        boolean steady = rows.size() >= LEAST_SETS && rows.stream().distinct().count() == 1;
        boolean always = rows.stream().allMatch(count -> count > 0);
        return always && (steady || median >= FEW_ROWS) ? finding(now.name(), Measure.EMPTIED, median, 0, 1) : null;
    }

    /** Fewer rows, else fewer bytes, else longer rows: one damage is told of once. That a table grows is only the set's matter. */
    private @Nullable AnomalyFinding amount(TableFigures now, List<TableFigures> before) {
        AnomalyFinding rows = lost(Measure.ROWS, now, before, table -> (double) table.rows(), rowShare, LEAST_ROWS);
        AnomalyFinding bytes =
                lost(Measure.BYTES, now, before, table -> (double) table.bytes(), byteShare, LEAST_BYTES);
        return rows != null ? rows : bytes != null ? bytes : longer(now, before);
    }

    private static @Nullable AnomalyFinding lost(
            Measure measure,
            TableFigures now,
            List<TableFigures> before,
            ToDoubleFunction<TableFigures> figure,
            double share,
            long least) {
        double left = figure.applyAsDouble(now);
        Usual usual = Usual.of(values(before, figure::applyAsDouble), share, share);
        boolean far = usual.isBelow(left) && usual.median() - left >= least;
        return far ? finding(now.name(), measure, usual.median(), left, usual.least()) : null;
    }

    private @Nullable AnomalyFinding longer(TableFigures now, List<TableFigures> before) {
        Double each = now.rowBytes();
        List<Double> eachBefore = values(before, TableFigures::rowBytes);
        if (each == null || eachBefore.size() < LEAST_SETS || now.bytes() < LEAST_BYTES) {
            return null;
        }
        Usual usual = Usual.of(eachBefore, 1, ROW_GROWTH * byteShare);
        return usual.isAbove(each) ? finding(now.name(), Measure.ROW_BYTES, usual.median(), each, usual.most()) : null;
    }

    /** Only sets that are compressed alike are compared. */
    private @Nullable AnomalyFinding ratio(TableFigures table, SetFigures now, List<SetFigures> earlier, String key) {
        Double ratio = table.ratio();
        List<Double> ratios = earlier.stream()
                .filter(set -> set.compression() == now.compression())
                .flatMap(set -> Stream.ofNullable(set.tables().get(key)))
                .flatMap(figures -> Stream.ofNullable(figures.ratio()))
                .toList();
        if (ratio == null || ratios.size() < LEAST_SETS) {
            return null;
        }
        return unusual(table.name(), Measure.RATIO, ratio, Usual.of(ratios, ratioShare, RATIO_GROWTH * ratioShare));
    }

    private static @Nullable AnomalyFinding unusual(@Nullable String table, Measure measure, double now, Usual usual) {
        if (usual.isBelow(now)) {
            return finding(table, measure, usual.median(), now, usual.least());
        }
        return usual.isAbove(now) ? finding(table, measure, usual.median(), now, usual.most()) : null;
    }

    private static AnomalyFinding finding(
            @Nullable String table, Measure measure, double before, double now, double limit) {
        String where = table == null ? "the set" : table;
        String words =
                switch (measure) {
                    case ROWS -> where + ": " + count(now) + " rows, usually " + count(before) + limit(count(limit));
                    case BYTES, SIZE ->
                        where + ": " + bytes(now) + " of rows, usually " + bytes(before) + limit(bytes(limit));
                    case ROW_BYTES ->
                        where + ": " + bytes(now) + " a row, usually " + bytes(before) + limit(bytes(limit));
                    case RATIO ->
                        where + ": compresses " + times(now) + ", usually " + times(before) + limit(times(limit))
                                + (now < before ? "; encrypted values do not compress" : "");
                    case CHANGED ->
                        where + ": " + count(now) + " % changed since the one before, usually " + count(before) + " %"
                                + limit(count(limit) + " %");
                    case VANISHED -> where + ": the table is gone; it had " + count(before) + " rows";
                    case EMPTIED -> where + ": no rows, usually " + count(before);
                    case COLUMNS -> throw new IllegalArgumentException("SchemaDrift has the words");
                };
        return new AnomalyFinding(table, measure, before, now, limit, words);
    }

    private static String limit(String text) {
        return " (limit " + text + ")";
    }

    private static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    private static String bytes(double value) {
        return new ByteCount(Math.max(0, Math.round(value))).human();
    }

    private static String times(double value) {
        return String.format(Locale.ROOT, "%.1f times", value);
    }

    private static void add(List<AnomalyFinding> findings, @Nullable AnomalyFinding finding) {
        if (finding != null) {
            findings.add(finding);
        }
    }

    private static <T> List<Double> values(List<T> earlier, Function<T, @Nullable Double> figure) {
        return earlier.stream().map(figure).filter(Objects::nonNull).toList();
    }
}
