package dev.lifeboat.fake;

import dev.lifeboat.drill.ChosenSet;
import dev.lifeboat.drill.DrillActivities;
import dev.lifeboat.drill.DrillEvidence;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.Mutation;
import dev.lifeboat.drill.MutationReport;
import dev.lifeboat.drill.SweepReport;
import dev.lifeboat.drill.ThrowAway;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Throw-away databases: what was provided must be gone before anybody reports. */
public final class FakeDrills implements DrillActivities {
    /** Of every choice. */
    public static final String WARNING = "store far does not answer";

    private final Journal journal;
    private final Script script;
    private final FakeTarget target;
    private final Set<String> standing = new TreeSet<>();
    private List<String> stopped = List.of();
    private List<String> kept = List.of();
    private @Nullable String untried;
    private @Nullable String queue;
    private final List<DrillReport> reports = new ArrayList<>();

    FakeDrills(Journal journal, Script script, FakeTarget target) {
        this.journal = journal;
        this.script = script;
        this.target = target;
    }

    /** Why no damage can be done. */
    public void tryNothing(String reason) {
        untried = reason;
    }

    /** The queue of those who alone reach what is provided; null: all do. */
    public void reachedBy(@Nullable String machine) {
        queue = machine;
    }

    /** What no sweep dares to remove. */
    public void leave(String leftover) {
        kept = List.of(leftover);
    }

    @Override
    public SweepReport sweep(DrillRequest request) {
        script.play("sweep");
        journal.add("sweep");
        return new SweepReport(List.of(), kept, List.of());
    }

    @Override
    public ChosenSet choose(DrillRequest request) {
        script.play("choose");
        journal.add("choose " + request.set());
        return new ChosenSet(
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                List.of(WARNING),
                request.options().breakGlassEvery() == 1);
    }

    @Override
    public ThrowAway provide(DrillRequest request, String runId) {
        journal.require(
                request.set().equals(FakeRestore.SET) || request.name().equals("bisect"),
                "a drill goes on with the set that was chosen");
        script.play("before-provide");
        synchronized (this) {
            standing.add(runId);
        }
        // As the real one may: it fails half-way, and something stands already.
        script.play("provide");
        journal.add("provide");
        return new ThrowAway(new DatabaseRef("env:DRILL", "drill_1"), "drill_1", true, queue);
    }

    @Override
    public RestoreReport restoreByHand(DrillRequest request, ThrowAway throwAway, String runId) {
        script.play("restore-by-hand");
        journal.add("by hand");
        return new RestoreReport(
                runId,
                request.runbook().name(),
                request.set(),
                FakeRestore.MANIFEST,
                Instant.EPOCH,
                new TargetIdentity("1", 1, throwAway.name(), 170000),
                RestoreOutcome.COMPLETED,
                true,
                request.startedBy(),
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                null,
                request.runbook().objectives(),
                null,
                null,
                null);
    }

    @Override
    public synchronized MutationReport tryGates(DrillRequest request, ThrowAway throwAway, String runId) {
        journal.require(standing.contains(runId), "the gates were tried on a database that is gone");
        script.play("try-gates");
        journal.add("try gates");
        if (untried != null) {
            return new MutationReport(List.of(), List.of(untried), List.of(), List.of());
        }
        return new MutationReport(
                List.of(new Mutation(MutationKind.TRIGGER_DISABLED, "auth", "users log", List.of(), false, "…")),
                List.of(),
                stopped,
                List.of());
    }

    @Override
    public String killWorker(ThrowAway throwAway) {
        script.play("kill-worker");
        journal.add("kill worker");
        return "the worker was killed while 1 parts were loaded";
    }

    @Override
    public DrillEvidence evidence(Vault vault, String object) {
        journal.add("evidence " + object);
        return new DrillEvidence(object, "0e".repeat(32), "0a".repeat(16));
    }

    /** Damage that an earlier drill's gates caught. */
    public void stopCatching(String name) {
        stopped = List.of(name);
    }

    @Override
    public synchronized void destroy(DrillRequest request, String runId) {
        script.play("destroy");
        if (standing.remove(runId)) {
            target.drop();
        }
        journal.add("destroy");
    }

    @Override
    public synchronized DrillReport report(Vault vault, DrillReport report) {
        script.play("report-drill");
        boolean told = (report.error() + report.warnings()).contains("a copy of production data is left");
        journal.require(standing.isEmpty() || told, "a drill was reported while its database stood");
        journal.add(report.proven() ? "proven" : "not proven");
        DrillReport placed =
                report.placedAt("records/drill" + (report.signOff().isEmpty() ? "" : "-signed-off") + ".json");
        reports.add(placed);
        return placed;
    }

    public synchronized List<DrillReport> reports() {
        return List.copyOf(reports);
    }

    /** Databases that nobody destroyed. */
    public synchronized Set<String> standing() {
        return new TreeSet<>(standing);
    }
}
