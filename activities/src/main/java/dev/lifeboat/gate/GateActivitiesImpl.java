package dev.lifeboat.gate;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.report.Reports;
import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.restore.TargetPulse;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.secret.Secrets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Examines gates. Thread-safe. */
public final class GateActivitiesImpl implements GateActivities {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Secrets secrets;
    private final TargetConnections connections;
    private final PinnedSets sets;
    private final Clock clock;
    private final RunbookChecks runbookChecks = new RunbookChecks();

    /** What a digest is made of, and what is kept in the store. */
    record Evidence(
            String run,
            String phase,
            String stage,
            int attempt,
            String set,
            String manifestSha256,
            List<GateCheck> checks,
            String nonce,
            Instant examinedAt) {}

    public GateActivitiesImpl(Secrets secrets, TargetConnections connections, PinnedSets sets, Clock clock) {
        this.secrets = secrets;
        this.connections = connections;
        this.sets = sets;
        this.clock = clock;
    }

    @Override
    public GateResult examine(RunTask run, Phase phase, GateStage stage, int attempt, boolean resumed) {
        try (TargetPulse pulse = TargetPulse.start(run, connections)) {
            try {
                return examine(run, phase, stage, attempt, resumed, pulse);
            } catch (LifeboatException e) {
                throw pulse.explain(e);
            }
        }
    }

    private GateResult examine(
            RunTask run, Phase phase, GateStage stage, int attempt, boolean resumed, TargetPulse pulse) {
        OpenVault vault = OpenVault.of(run.vault(), secrets);
        Manifest manifest = sets.manifest(vault, run);
        List<GateCheck> checks = new ArrayList<>(
                stage == GateStage.DATA
                        ? data(phase, manifest, resumed, pulse)
                        : phase.gate().stream()
                                .filter(check -> check.http() != null)
                                .map(check -> {
                                    pulse.moved();
                                    return runbookChecks.http(check);
                                })
                                .toList());
        String folder = Reports.folder("restores", run.runId());
        return conclude(
                vault, folder, run.runId(), phase.name(), stage, attempt, run.setId(), run.manifestSha256(), checks);
    }

    @Override
    public GateResult examineRepair(RepairTask task, List<Check> asked, int attempt) {
        List<GateCheck> checks = new ArrayList<>();
        try (Closing session = new Closing(connections.openUnclaimed(task.target()))) {
            TargetConnections.requireIdentity(session.connection(), task.identity());
            for (Check check : asked) {
                checks.add(
                        check.sql() == null
                                ? runbookChecks.http(check)
                                : runbookChecks.sql(session.connection(), check));
            }
        }
        return conclude(
                OpenVault.of(task.vault(), secrets),
                Reports.folder("repairs", task.runId()),
                task.runId(),
                task.stage(),
                GateStage.DATA,
                attempt,
                task.setId(),
                task.manifestSha256(),
                checks);
    }

    /** Writes the evidence down and says what of it travels through history. */
    private GateResult conclude(
            OpenVault vault,
            String folder,
            String runId,
            String phase,
            GateStage stage,
            int attempt,
            String setId,
            String manifestSha256,
            List<GateCheck> checks) {
        checks.sort(Comparator.comparing(GateCheck::passed)
                .thenComparing(GateCheck::kind)
                .thenComparing(GateCheck::name));
        Evidence evidence = new Evidence(
                runId, phase, stage.wireName(), attempt, setId, manifestSha256, checks, issueNonce(), clock.instant());
        byte[] json = ManifestJson.write(evidence);
        String object = folder + "/" + phase + "-" + stage.wireName() + "-" + attempt + "-"
                + evidence.nonce().substring(0, 8) + ".json";
        SetObjects.write(vault.recording().store(), object, json);
        int failed = (int) checks.stream().filter(check -> !check.passed()).count();
        return new GateResult(
                phase,
                stage,
                attempt,
                failed == 0,
                checks.size(),
                failed,
                checks.subList(0, Math.min(checks.size(), GateResult.MOST_CHECKS)),
                Digests.sha256(json),
                evidence.nonce(),
                object,
                evidence.examinedAt());
    }

    @Override
    public String issueNonce() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    private List<GateCheck> data(Phase phase, Manifest manifest, boolean resumed, TargetPulse pulse) {
        List<GateCheck> checks = new ArrayList<>();
        try (Connection connection = pulse.connect()) {
            TargetChecks target =
                    new TargetChecks(connection, manifest, PhaseLayout.read(connection, manifest), phase.name());
            if (!resumed) {
                checks.addAll(target.content());
            }
            checks.addAll(target.foreignKeys());
            checks.addAll(target.sequences());
            checks.addAll(target.structure());
            for (Check check : phase.gate()) {
                if (check.sql() != null) {
                    checks.add(runbookChecks.sql(connection, check));
                }
            }
        } catch (SQLException e) {
            checks.add(TargetChecks.notRun("structure", "connection", e));
        }
        // A check that the end of the activity cut off is no evidence.
        pulse.moved();
        return checks;
    }
}
