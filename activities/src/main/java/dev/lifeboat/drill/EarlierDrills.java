package dev.lifeboat.drill;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the signed reports of a runbook's earlier drills say of the next one. */
final class EarlierDrills {
    /** A year of daily drills: the last one by hand, of a drill that comes every quarter, may lie far behind. */
    private static final int MOST_READ = 400;

    private static final int MOST_COMPARED = 60;
    private static final int MOST_POINTS = 12;

    private final ReportArchive archive;
    private final String runbook;

    EarlierDrills(OpenVault vault, String runbook) {
        this.archive = new ReportArchive(vault);
        this.runbook = runbook;
    }

    private Iterator<DrillReport> newestFirst() {
        return archive.signed(ReportType.DRILL, runbook, any -> true)
                .limit(MOST_READ)
                .iterator();
    }

    /**
     * Whether the last so many drills of this name were all restored by Lifeboat; those that never came to restoring do not count.
     *
     * @param count none are asked for: true
     */
    boolean noneByHandIn(int count, String name) {
        Iterator<DrillReport> reports = newestFirst();
        int passed = 0;
        while (passed < count && reports.hasNext()) {
            DrillReport report = reports.next();
            if (report.name().equals(name) && report.restore() != null) {
                if (DrillReport.BY_HAND.equals(report.way())) {
                    return false;
                }
                passed++;
            }
        }
        return passed == count;
    }

    /** The same with its place among the earlier ones, and with what any of them caught, and none has since. */
    MutationReport compared(MutationReport now, String runId, Instant at) {
        List<MutationReport.Point> trend = new ArrayList<>();
        trend.add(new MutationReport.Point(
                runId, at, (int) now.caughtCount(), now.tried().size()));
        // Of each damage the newest try counts: this drill, and others, may not have tried it at all.
        SortedMap<String, Boolean> caught = new TreeMap<>();
        now.tried().forEach(one -> caught.put(one.name(), one.caught()));
        SortedSet<String> stopped = new TreeSet<>();
        Iterator<DrillReport> reports = newestFirst();
        for (int read = 0; trend.size() < MOST_POINTS && read < MOST_COMPARED && reports.hasNext(); read++) {
            DrillReport report = reports.next();
            MutationReport earlier = report.mutations();
            if (earlier != null && !earlier.tried().isEmpty()) {
                earlier.tried().stream()
                        .filter(one -> one.caught() && Boolean.FALSE.equals(caught.get(one.name())))
                        .forEach(one -> stopped.add(one.name()));
                earlier.tried().forEach(one -> caught.putIfAbsent(one.name(), one.caught()));
                trend.add(
                        0,
                        new MutationReport.Point(
                                report.runId(),
                                report.startedAt(),
                                (int) earlier.caughtCount(),
                                earlier.tried().size()));
            }
        }
        return new MutationReport(now.tried(), now.skipped(), List.copyOf(stopped), trend);
    }
}
