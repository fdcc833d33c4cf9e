package dev.lifeboat.report;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Keeps reports in the store, JSON for programs with one self-contained HTML page beside it. Create-only: a repeat is the same. */
public final class Reports {
    private final Store store;

    public Reports(Store store) {
        this.store = store;
    }

    /** Writes a restore's report and returns it with its place. */
    public RestoreReport write(RestoreReport report) {
        String object = place("restores", report.runId(), report.startedAt());
        RestoreReport placed = new RestoreReport(
                report.runId(),
                report.runbook(),
                report.setId(),
                report.manifestSha256(),
                report.takenAt(),
                report.target(),
                report.outcome(),
                report.drill(),
                report.startedBy(),
                report.startedAt(),
                report.endedAt(),
                report.phases(),
                report.warnings(),
                object + ".json");
        write(object, ManifestJson.write(placed), new ReportPage().restore(placed));
        return placed;
    }

    /** Writes a repair's report and returns it with its place. */
    public RepairReport write(RepairReport report) {
        String object = place("repairs", report.runId(), report.startedAt());
        RepairReport placed = new RepairReport(
                report.runId(),
                report.runbook(),
                report.setId(),
                report.target(),
                report.outcome(),
                report.tables(),
                report.deleteExtra(),
                report.undo(),
                report.gates(),
                report.startedBy(),
                report.startedAt(),
                report.endedAt(),
                report.decisions(),
                report.warnings(),
                object + ".json");
        writeOnce(object + ".json", ManifestJson.write(placed));
        return placed;
    }

    /** Writes a roll-back's report and returns it with its place. */
    public RollbackReport write(RollbackReport report) {
        String object = place("rollbacks", report.runId(), report.startedAt());
        RollbackReport placed = new RollbackReport(
                report.runId(),
                report.runbook(),
                report.setId(),
                report.target(),
                report.outcome(),
                report.changes(),
                report.total(),
                report.applied(),
                report.script(),
                report.undo(),
                report.startedBy(),
                report.startedAt(),
                report.endedAt(),
                report.decisions(),
                report.warnings(),
                object + ".json");
        writeOnce(object + ".json", ManifestJson.write(placed));
        return placed;
    }

    /** Writes a drill's report and returns it with its place. */
    public DrillReport write(DrillReport report) {
        String object = place("drills", report.runId(), report.startedAt());
        DrillReport placed = new DrillReport(
                report.runId(),
                report.name(),
                report.setId(),
                report.proven(),
                report.startedAt(),
                report.endedAt(),
                report.restore(),
                report.error(),
                report.warnings(),
                object + ".json");
        write(object, ManifestJson.write(placed), new ReportPage().drill(placed));
        return placed;
    }

    private void write(String object, byte[] json, String page) {
        writeOnce(object + ".json", json);
        writeOnce(object + ".html", page.getBytes(StandardCharsets.UTF_8));
    }

    private void writeOnce(String name, byte[] content) {
        // The key is the run and its start: what is there is an earlier try's report of the same run.
        SetObjects.writeUnlessThere(store, name, () -> content);
    }

    private static String place(String kind, String runId, Instant startedAt) {
        return folder(kind, runId) + "/" + startedAt.toString().substring(0, 19).replace(":", "-");
    }

    /** Where a run's reports and evidence are kept, relative to the store. */
    public static String folder(String kind, String runId) {
        String name = runId.replaceAll("[^A-Za-z0-9_.-]", "_");
        String hash = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return "reports/" + kind + "/" + name + "-" + hash;
    }
}
