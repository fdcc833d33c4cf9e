package dev.lifeboat.restore;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.forecast.Budgets;
import dev.lifeboat.forecast.EarlierRecoveries;
import dev.lifeboat.forecast.EarlierTimes;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.util.ArrayList;
import java.util.List;

/** Lays a restore out without changing anything: for the run itself, and for {@code lifeboat plan}. Thread-safe. */
public final class RestorePlanner {
    private final Secrets secrets;
    private final TargetConnections connections;
    private final ClientTools tools;

    public RestorePlanner(Secrets secrets, TargetConnections connections, ClientTools tools) {
        this.secrets = secrets;
        this.connections = connections;
        this.tools = tools;
    }

    /** Throws NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT, KEY_UNUSABLE, TARGET_UNREACHABLE. */
    public RestorePlan plan(RestoreRequest request, String runId) {
        OpenVault vault = OpenVault.of(Vault.of(request.runbook()), secrets);
        Selecting selecting = new Selecting(vault);
        Selecting.Chosen chosen = selecting.chosen(request.set());
        AuthenticatedSet set = selecting.authenticate(chosen, request.manifestSha256());
        Manifest manifest = SelectedRows.of(set.manifest(), request.selection());
        List<String> warnings = new ArrayList<>(chosen.warnings());
        warnings.addAll(new SetReader(vault).strangers(manifest));
        vault.opener();
        set.doubt().ifPresent(warnings::add);
        PhaseLayout layout = PhaseLayout.of(manifest, request.runbook().phases());
        try (Closing session = new Closing(connections.openUnclaimed(request.target()))) {
            TargetIdentity target = TargetConnections.identify(session.connection());
            TargetInspector inspector = new TargetInspector(session.connection(), manifest, request);
            List<String> blockers = new ArrayList<>();
            Alarms.weigh(vault, set, request.despiteAlarm(), blockers, warnings);
            blockers.addAll(inspector.blockers(target, runId, null, tools));
            warnings.addAll(inspector.warnings());
            EarlierTimes times = new EarlierTimes(
                    EarlierRecoveries.of(vault, request.runbook().name()), target, request.drill());
            List<PhasePlan> phases = times.foretell(layout.plan(target.serverVersion()));
            warnings.addAll(Budgets.missed(phases, request.runbook()));
            return new RestorePlan(
                    manifest.set(),
                    set.manifestSha256(),
                    set.signer(),
                    manifest.snapshot().takenAt(),
                    target,
                    phases,
                    times.preparation(),
                    blockers,
                    warnings);
        }
    }
}
