package dev.lifeboat.drill;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.Reports;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of a runbook's earlier drills in a store. One that cannot be read is passed over: they only inform. */
final class EarlierDrills {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierDrills.class);
    private static final String FOLDER = "reports/drills/";
    /** A year of daily drills: the last one by hand, of a drill that comes every quarter, may lie far behind. */
    private static final int MOST_READ = 400;

    private static final int MOST_COMPARED = 60;
    private static final int MOST_POINTS = 12;

    private final Store store;
    private final String runbook;

    EarlierDrills(Store store, String runbook) {
        this.store = store;
        this.runbook = runbook;
    }

    /** Newest first; each is read when it is asked for. */
    private Iterator<DrillReport> newestFirst() {
        return store.list(FOLDER).stream()
                .map(StoredObject::name)
                .filter(name -> name.startsWith(FOLDER + "drill_" + runbook + "_")
                        && name.endsWith(".json")
                        && !name.endsWith(Reports.SIGNED_OFF + ".json"))
                .sorted(Comparator.comparing((String name) -> name.substring(name.lastIndexOf('/') + 1))
                        .reversed())
                .limit(MOST_READ)
                .flatMap(this::read)
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

    private Stream<DrillReport> read(String name) {
        try {
            DrillReport report = ManifestJson.read(SetObjects.readSmall(store, name), DrillReport.class, name);
            return Stream.ofNullable(
                    Objects.requireNonNullElse(report.name(), "").isEmpty() ? null : report);
        } catch (LifeboatException | NoSuchObjectException e) {
            LOG.warn("event=drill-report-not-read object={} error={}", name, e.getMessage());
            return Stream.empty();
        }
    }
}
