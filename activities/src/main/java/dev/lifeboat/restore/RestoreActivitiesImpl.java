package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.audit.DamagedStores;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.report.Reports;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import io.temporal.activity.Activity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The work of a restore, on whatever worker picks it up. Thread-safe. */
public final class RestoreActivitiesImpl implements RestoreActivities {
    private final Secrets secrets;
    private final TargetConnections connections;
    private final ClientTools tools;
    private final PinnedSets sets;
    private final SchemaScripts scripts = new SchemaScripts();
    private final Clock clock;
    private final DamagedStores damaged;

    public RestoreActivitiesImpl(
            Secrets secrets, TargetConnections connections, ClientTools tools, PinnedSets sets, Clock clock) {
        this.secrets = secrets;
        this.connections = connections;
        this.tools = tools;
        this.sets = sets;
        this.clock = clock;
        this.damaged = new DamagedStores(secrets, clock);
    }

    @Override
    public RestorePlan plan(RestoreRequest request, String runId) {
        return new RestorePlanner(secrets, connections, tools).plan(request, runId);
    }

    @Override
    public PreparedTarget prepare(RestoreRequest request, RestorePlan plan, String runId, Instant startedAt) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        // People may decide for days before the first row is read.
        SetUse.note(vault, plan.setId(), runId, clock.instant());
        Manifest manifest = SelectedRows.of(
                new SetReader(vault)
                        .authenticate(plan.setId(), plan.manifestSha256())
                        .manifest(),
                request.selection());
        return new TargetTaking(connections, request, plan, runId, execution(runId), tools)
                .take(manifest, startedAt, clock.instant());
    }

    @Override
    public StepReceipt createStructures(RunTask run) {
        return building(run, Building::structures);
    }

    @Override
    public LoadReceipt load(RunTask run, String phase, int number) {
        return new PartLoader(connections, sets).load(run, watch(run), phase, number);
    }

    @Override
    public StepReceipt readBack(RunTask run, String phase, int from, int to) {
        return new ReadBack(secrets, connections, sets).read(run, phase, from, to);
    }

    @Override
    public StepReceipt buildIndexes(RunTask run, String phase) {
        return building(run, building -> building.stage(phase, Stage.INDEXES));
    }

    @Override
    public StepReceipt addConstraints(RunTask run, String phase) {
        return building(run, building -> building.stage(phase, Stage.CONSTRAINTS));
    }

    @Override
    public StepReceipt addForeignKeys(RunTask run, String phase) {
        return building(run, building -> building.foreignKeys(phase));
    }

    @Override
    public StepReceipt addBehaviour(RunTask run, String phase) {
        return building(run, building -> building.behaviour(phase));
    }

    @Override
    public StepReceipt open(RunTask run, String phase) {
        return withContext(run, context -> new Opening(context).open(phase));
    }

    @Override
    public StepReceipt close(RunTask run, String phase) {
        return withContext(run, context -> new Opening(context).close(phase));
    }

    @Override
    public StepReceipt finish(RunTask run) {
        try (Closing session = new Closing(connections.openUnclaimed(run.target()))) {
            TargetConnections.requireIdentity(session.connection(), run.identity());
            if (TargetMarker.find(session.connection()).isEmpty()) {
                // Dropping the marker is the last statement: an earlier try got that far and could not say so.
                return new StepReceipt(0, List.of());
            }
        }
        return withContext(run, context -> new Finishing(context).finish());
    }

    @Override
    public RestoreReport writeReport(Vault vault, RestoreReport report) {
        return new Reports(OpenVault.of(vault, secrets).recording()).write(report);
    }

    private StepReceipt building(RunTask run, Function<Building, StepReceipt> work) {
        return withContext(run, context -> work.apply(new Building(context)));
    }

    private StepReceipt withContext(RunTask run, Function<BuildContext, StepReceipt> work) {
        try (TargetPulse pulse = TargetPulse.start(run, connections)) {
            try {
                DamagedStores.Watch watch = watch(run);
                StepReceipt receipt = work.apply(context(run, watch.vault(), pulse));
                return new StepReceipt(receipt.created(), watch.behind(receipt.notes()));
            } catch (LifeboatException e) {
                throw pulse.explain(e);
            }
        }
    }

    private DamagedStores.Watch watch(RunTask run) {
        return damaged.watch(OpenVault.of(run.vault(), secrets), run.audit(), run.setId(), run.runId());
    }

    private BuildContext context(RunTask run, OpenVault vault, TargetPulse pulse) {
        Manifest manifest = sets.manifest(vault, run);
        try (Closing session = new Closing(pulse.connect())) {
            PhaseLayout layout = PhaseLayout.read(session.connection(), manifest);
            SchemaEntries entries = new SchemaEntries(
                    manifest,
                    TargetRelations.loadingPositions(layout),
                    layout.phases().size());
            Path pgRestore = tools.require("pg_restore", manifest.source().serverVersion())
                    .path();
            SchemaArchive archive = new SchemaArchive(vault, manifest, pgRestore, run.rights(), scripts);
            return new BuildContext(run, manifest, layout, entries, archive, connections, pulse);
        }
    }

    /** One start of the workflow: another start has the same id. */
    private static String execution(String runId) {
        try {
            return Activity.getExecutionContext().getInfo().getWorkflowRunId();
        } catch (IllegalStateException e) {
            return runId;
        }
    }
}
