package dev.lifeboat.rollback;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SealedText;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.PartLoader;
import dev.lifeboat.restore.SchemaArchive;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The work of a roll-back of definitions, on whatever worker picks it up. Thread-safe. */
public final class RollbackActivitiesImpl implements RollbackActivities {
    private static final long LOCK = 0x6c69_6665_726f_6c6cL;

    private final Secrets secrets;
    private final TargetConnections connections;
    private final PostgresConnector connector;
    private final ClientTools tools;
    private final Clock clock;

    public RollbackActivitiesImpl(
            Secrets secrets,
            TargetConnections connections,
            PostgresConnector connector,
            ClientTools tools,
            Clock clock) {
        this.secrets = secrets;
        this.connections = connections;
        this.connector = connector;
        this.tools = tools;
        this.clock = clock;
    }

    @Override
    public RollbackPlan plan(RollbackRequest request, String runId) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(request.set());
        AuthenticatedSet set = selecting.authenticate(chosen);
        List<String> warnings = new ArrayList<>(chosen.warnings());
        set.doubt().ifPresent(warnings::add);
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            TargetIdentity target = TargetConnections.identify(session.connection());
            List<String> blockers = new ArrayList<>();
            Alarms.weigh(vault, set, request.despiteAlarm(), blockers, warnings);
            blockers.addAll(blockers(session.connection(), set.manifest(), target));
            if (!blockers.isEmpty()) {
                return nothing(set, target, blockers, warnings);
            }
            Rehearsal rehearsal = new Rehearsal(connections, definitions(target), request.target(), heartbeat);
            String run = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
            Rehearsal.Outcome outcome = rehearsal.run(
                    session.connection(),
                    SchemaArchive.script(vault, set.manifest(), tools),
                    set.manifest().sequences(),
                    run,
                    request.dropExtra());
            warnings.addAll(outcome.warnings());
            if (Sql.holds(
                    session.connection(),
                    "SELECT EXISTS (SELECT FROM pg_class WHERE reltablespace <> 0 AND oid >= 16384)")) {
                warnings.add("what is made anew goes to the database's own tablespace");
            }
            if (!outcome.blockers().isEmpty() || outcome.script().isEmpty()) {
                return nothing(set, target, outcome.blockers(), warnings);
            }
            return planned(vault, set, target, runId, request, outcome, warnings);
        }
    }

    private RollbackPlan planned(
            OpenVault vault,
            AuthenticatedSet set,
            TargetIdentity target,
            String runId,
            RollbackRequest request,
            Rehearsal.Outcome outcome,
            List<String> warnings) {
        String folder = "rollbacks/" + runId.replaceAll("[^A-Za-z0-9_.-]", "_");
        String stamp = clock.instant().toString().replaceAll("[^0-9TZ]", "-");
        String script = SealedText.write(vault.recording(), folder, "change-" + stamp + ".sql", outcome.script());
        String undo = outcome.undo().isEmpty()
                ? null
                : SealedText.write(vault.recording(), folder, "undo-" + stamp + ".sql", outcome.undo());
        String sha256 = Digests.sha256(outcome.script().getBytes(StandardCharsets.UTF_8));
        byte[] evidence = ManifestJson.write(
                List.of(set.manifestSha256(), target, outcome.before(), sha256, request.dropExtra()));
        Manifest manifest = set.manifest();
        List<SchemaChange> changes = outcome.changes();
        return new RollbackPlan(
                manifest.set(),
                set.manifestSha256(),
                manifest.snapshot().takenAt(),
                target,
                changes.subList(0, Math.min(changes.size(), RollbackPlan.MOST_CHANGES)),
                changes.size(),
                script,
                sha256,
                undo,
                outcome.before(),
                outcome.after(),
                Digests.sha256(evidence),
                List.of(),
                warnings);
    }

    private static RollbackPlan nothing(
            AuthenticatedSet set, TargetIdentity target, List<String> blockers, List<String> warnings) {
        return new RollbackPlan(
                set.manifest().set(),
                set.manifestSha256(),
                set.manifest().snapshot().takenAt(),
                target,
                List.of(),
                0,
                null,
                "",
                null,
                "",
                "",
                "",
                blockers,
                warnings);
    }

    private static List<String> blockers(Connection connection, Manifest manifest, TargetIdentity target) {
        List<String> blockers = new ArrayList<>();
        if (!manifest.content().definitions()) {
            blockers.add(TARGET_UNSUITABLE.name() + ": set " + manifest.set() + " holds rows without definitions");
        }
        if (target.serverVersion() / 10000 < manifest.source().serverVersion() / 10000) {
            blockers.add(TARGET_UNSUITABLE.name() + ": the target's PostgreSQL " + target.serverVersion() / 10000
                    + " is older than the source's " + manifest.source().serverVersion() / 10000);
        }
        if (!Sql.holds(connection, "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")) {
            blockers.add(PRIVILEGE_MISSING.name()
                    + ": the role needs CREATEDB: the change is rehearsed in databases of its own first");
        }
        return blockers;
    }

    @Override
    public RollbackReceipt apply(RollbackRequest request, RollbackPlan plan) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        try (Heartbeat heartbeat = Heartbeat.start();
                Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            Connection connection = session.connection();
            TargetConnections.requireIdentity(connection, plan.target());
            heartbeat.onCancel(() -> PartLoader.cancel(connection));
            // A try that has lost its worker may still be at it: this one waits, and finds what it has done.
            Sql.query(connection, "SELECT pg_advisory_lock(?)", row -> 0, LOCK);
            LiveDefinitions definitions = definitions(plan.target());
            String now = LiveDefinitions.digest(definitions.read(request.target()));
            heartbeat.moved(1, 0);
            if (now.equals(plan.after())) {
                // An earlier try got that far and could not say so.
                return new RollbackReceipt(true, List.of());
            }
            if (!now.equals(plan.before())) {
                return new RollbackReceipt(false, List.of());
            }
            String script = SealedText.read(vault, Objects.requireNonNull(plan.script()), plan.scriptSha256());
            Rehearsal.execute(connection, script);
            boolean asRehearsed =
                    LiveDefinitions.digest(definitions.read(request.target())).equals(plan.after());
            return new RollbackReceipt(
                    true,
                    asRehearsed
                            ? List.of()
                            : List.of("the definitions are not those of the rehearsal: somebody changed others"
                                    + " meanwhile; `lifeboat compare SET URL` shows them"));
        }
    }

    @Override
    public RollbackReport writeReport(Vault vault, RollbackReport report) {
        return new Reports(OpenVault.of(vault, secrets).recording()).write(report);
    }

    /** The reader of definitions for this server. */
    private LiveDefinitions definitions(TargetIdentity target) {
        return new LiveDefinitions(connector, tools, target.serverVersion());
    }
}
