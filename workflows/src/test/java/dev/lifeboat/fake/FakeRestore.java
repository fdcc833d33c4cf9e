package dev.lifeboat.fake;

import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.PhaseForecast;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.PreparedTarget;
import dev.lifeboat.restore.RestoreActivities;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.restore.Span;
import dev.lifeboat.restore.StepReceipt;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The work of a restore on a {@link FakeTarget}. */
public final class FakeRestore implements RestoreActivities {
    public static final String SET = "daily/2026-01-14";
    public static final String MANIFEST = "5e7".repeat(21) + "0";
    public static final TargetIdentity IDENTITY = new TargetIdentity("7301", 16_384, "bookings_new", 170_010);

    private static final String TOKEN = "token-1";

    private final Journal journal;
    private final Script script;
    private final FakeTarget target;
    private final List<PhasePlan> phases = new ArrayList<>();
    private final List<RestoreReport> reports = new CopyOnWriteArrayList<>();
    private List<String> blockers = List.of();
    private List<String> warnings = List.of();
    private List<String> opened = List.of();
    private @Nullable Instant begunAt;
    private @Nullable String putAside;
    private List<String> damages = List.of();
    private volatile @Nullable String pinned;

    FakeRestore(Journal journal, Script script, FakeTarget target) {
        this.journal = journal;
        this.script = script;
        this.target = target;
    }

    /** The set's next phase; ten rows a part. */
    public FakeRestore phase(String name, int parts, String... tables) {
        phases.add(PhasePlan.of(name, List.of(tables), parts, parts, parts * 10L, parts * 100L, parts * 50L));
        target.layOut(name, tables.length, parts);
        return this;
    }

    /** How long earlier drills took for the last phase. */
    public FakeRestore took(Span takes, Span readyAfter) {
        PhasePlan last = phases.remove(phases.size() - 1);
        phases.add(last.with(new PhaseForecast(takes, readyAfter, 3, 0)));
        return this;
    }

    public void blockers(String... lines) {
        blockers = List.of(lines);
    }

    public void warnings(String... lines) {
        warnings = List.of(lines);
    }

    /** What every load has to say of the stores. */
    public void damages(String... lines) {
        damages = List.of(lines);
    }

    /** Phases that an earlier run opened. */
    public void opened(String... names) {
        opened = List.of(names);
    }

    /** A run that began then is gone on with. */
    public void begunAt(Instant earlier) {
        begunAt = earlier;
    }

    /** The target's old database was given this name. */
    public void putAside(String name) {
        putAside = name;
    }

    /** The manifest that the last plan was to be of; null: whichever. */
    public @Nullable String pinned() {
        return pinned;
    }

    @Override
    public RestorePlan plan(RestoreRequest request, String runId) {
        script.play("plan");
        journal.add("plan " + request.set());
        pinned = request.manifestSha256();
        return new RestorePlan(
                SET,
                MANIFEST,
                "A".repeat(40),
                Instant.parse("2026-01-14T02:00:00Z"),
                IDENTITY,
                phases,
                null,
                blockers,
                warnings);
    }

    @Override
    public PreparedTarget prepare(RestoreRequest request, RestorePlan plan, String runId, Instant startedAt) {
        script.play("prepare");
        journal.require(plan.blockers().isEmpty(), "a blocked plan was carried out");
        target.prepare(new TreeSet<>(opened));
        journal.add("prepare");
        return new PreparedTarget(IDENTITY, TOKEN, opened, begunAt, putAside);
    }

    @Override
    public StepReceipt createStructures(RunTask run) {
        begin(run, "structures");
        target.structure();
        return done("structures", 3);
    }

    @Override
    public LoadReceipt load(RunTask run, String phase, int part) {
        begin(run, "load " + phase + " " + part);
        target.load(phase, part);
        journal.add("load " + phase + " " + part);
        return new LoadReceipt(10, 100, damages);
    }

    @Override
    public StepReceipt readBack(RunTask run, String phase, int from, int to) {
        begin(run, "read-back " + phase);
        target.readBack(phase, from, to);
        return done("read-back " + phase, 0);
    }

    @Override
    public StepReceipt buildIndexes(RunTask run, String phase) {
        begin(run, "indexes " + phase);
        target.index(phase);
        return done("indexes " + phase, 2);
    }

    @Override
    public StepReceipt addConstraints(RunTask run, String phase) {
        begin(run, "constraints " + phase);
        target.constrain(phase);
        return done("constraints " + phase, 1);
    }

    @Override
    public StepReceipt addForeignKeys(RunTask run, String phase) {
        begin(run, "foreign-keys " + phase);
        target.build(phase, FakeTarget.Stage.CONSTRAINED, FakeTarget.Stage.LINKED);
        done("foreign-keys " + phase, 1);
        return new StepReceipt(1, List.of("a foreign key of " + phase + " waits"));
    }

    @Override
    public StepReceipt addBehaviour(RunTask run, String phase) {
        begin(run, "behaviour " + phase);
        target.build(phase, FakeTarget.Stage.LINKED, FakeTarget.Stage.BEHAVING);
        return done("behaviour " + phase, 1);
    }

    @Override
    public StepReceipt open(RunTask run, String phase) {
        begin(run, "open " + phase);
        target.open(phase);
        return done("open " + phase, 0);
    }

    @Override
    public StepReceipt close(RunTask run, String phase) {
        begin(run, "close " + phase);
        target.close(phase);
        return done("close " + phase, 0);
    }

    @Override
    public StepReceipt finish(RunTask run) {
        begin(run, "finish");
        target.finish();
        return done("finish", 0);
    }

    @Override
    public RestoreReport writeReport(Vault vault, RestoreReport report) {
        script.play("report");
        journal.add("report " + report.outcome());
        RestoreReport placed = report.placedAt("records/restore.json");
        reports.add(placed);
        return placed;
    }

    public List<RestoreReport> reports() {
        return List.copyOf(reports);
    }

    private void begin(RunTask run, String call) {
        script.play(call);
        journal.require(run.token().equals(TOKEN) && run.identity().equals(IDENTITY), call + " came without the token");
        journal.require(run.manifestSha256().equals(MANIFEST), call + " came with another manifest");
    }

    private StepReceipt done(String call, int created) {
        journal.add(call);
        return new StepReceipt(created, List.of());
    }
}
