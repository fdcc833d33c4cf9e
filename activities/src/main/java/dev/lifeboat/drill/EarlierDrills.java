package dev.lifeboat.drill;

import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.Reports;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of a runbook's earlier drills in a store. One that cannot be read is passed over: they only inform. */
final class EarlierDrills {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierDrills.class);
    private static final String FOLDER = "reports/drills/";
    private static final int MOST_READ = 60;
    private static final int MOST_POINTS = 12;

    private final Store store;
    private final String runbook;

    EarlierDrills(Store store, String runbook) {
        this.store = store;
        this.runbook = runbook;
    }

    /** The newest ones, newest first. */
    List<DrillReport> newest() {
        return store.list(FOLDER).stream()
                .map(StoredObject::name)
                .filter(name -> name.startsWith(FOLDER + "drill_" + runbook + "_")
                        && name.endsWith(".json")
                        && !name.endsWith(Reports.SIGNED_OFF + ".json"))
                .sorted(Comparator.comparing((String name) -> name.substring(name.lastIndexOf('/') + 1))
                        .reversed())
                .limit(MOST_READ)
                .flatMap(this::read)
                .toList();
    }

    /** How many drills of this name ended since one restored by hand; those that never came to restoring do not count. */
    static int sinceByHand(List<DrillReport> newestFirst, String name) {
        int count = 0;
        for (DrillReport report : newestFirst) {
            if (report.name().equals(name) && report.restore() != null) {
                if (DrillReport.BY_HAND.equals(report.way())) {
                    return count;
                }
                count++;
            }
        }
        return count;
    }

    /** The same with its place among the earlier ones, and with what they caught and it did not. */
    static MutationReport compared(MutationReport now, String runId, Instant at, List<DrillReport> newestFirst) {
        List<MutationReport.Point> trend = new ArrayList<>();
        trend.add(new MutationReport.Point(
                runId, at, (int) now.caughtCount(), now.tried().size()));
        List<String> stopped = List.of();
        for (DrillReport report : newestFirst) {
            MutationReport earlier = report.mutations();
            if (earlier == null || earlier.tried().isEmpty() || trend.size() >= MOST_POINTS) {
                continue;
            }
            if (trend.size() == 1) {
                stopped = stopped(earlier, now);
            }
            trend.add(
                    0,
                    new MutationReport.Point(
                            report.runId(),
                            report.startedAt(),
                            (int) earlier.caughtCount(),
                            earlier.tried().size()));
        }
        return new MutationReport(now.tried(), now.skipped(), stopped, trend);
    }

    private static List<String> stopped(MutationReport earlier, MutationReport now) {
        Set<String> caught = new TreeSet<>();
        earlier.tried().stream().filter(Mutation::caught).forEach(one -> caught.add(one.name()));
        return now.tried().stream()
                .filter(one -> !one.caught() && caught.contains(one.name()))
                .map(Mutation::name)
                .toList();
    }

    private Stream<DrillReport> read(String name) {
        try {
            DrillReport report = ManifestJson.read(SetObjects.readSmall(store, name), DrillReport.class, name);
            return Stream.ofNullable(
                    Objects.requireNonNullElse(report.name(), "").isEmpty() ? null : report);
        } catch (LifeboatException e) {
            LOG.warn("event=drill-report-not-read object={} error={}", name, e.getMessage());
            return Stream.empty();
        }
    }
}
