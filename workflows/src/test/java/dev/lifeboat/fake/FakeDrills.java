package dev.lifeboat.fake;

import dev.lifeboat.drill.ChosenSet;
import dev.lifeboat.drill.DrillActivities;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.ThrowAway;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Throw-away databases: what was provided must be gone before anybody reports. */
public final class FakeDrills implements DrillActivities {
    /** Of every choice. */
    public static final String WARNING = "store far does not answer";

    private final Journal journal;
    private final Script script;
    private final Set<String> standing = new TreeSet<>();
    private final List<DrillReport> reports = new ArrayList<>();

    FakeDrills(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    @Override
    public ChosenSet choose(DrillRequest request) {
        script.play("choose");
        journal.add("choose " + request.set());
        return new ChosenSet(FakeRestore.SET, FakeRestore.MANIFEST, List.of(WARNING));
    }

    @Override
    public ThrowAway provide(DrillRequest request, String runId) {
        journal.require(request.set().equals(FakeRestore.SET), "a drill goes on with the set that was chosen");
        script.play("before-provide");
        synchronized (this) {
            standing.add(runId);
        }
        // As the real one may: it fails half-way, and something stands already.
        script.play("provide");
        journal.add("provide");
        return new ThrowAway(new DatabaseRef("env:DRILL", "drill_1"), "drill_1", true);
    }

    @Override
    public synchronized void destroy(DrillRequest request, String runId) {
        script.play("destroy");
        standing.remove(runId);
        journal.add("destroy");
    }

    @Override
    public synchronized DrillReport report(Vault vault, DrillReport report) {
        script.play("report-drill");
        journal.require(standing.isEmpty(), "a drill was reported while its database stood");
        journal.add(report.proven() ? "proven" : "not proven");
        DrillReport placed = report.placedAt("records/drill.json");
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
