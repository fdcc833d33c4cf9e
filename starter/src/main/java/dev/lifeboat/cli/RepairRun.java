package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.repair.RepairSample;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts a repair, lets people decide, and shows what came of it. */
final class RepairRun {
    private final Session session;
    private final LoadedRunbook loaded;
    private final RunbookOption runbook;

    RepairRun(Session session, LoadedRunbook loaded, RunbookOption runbook) {
        this.session = session;
        this.loaded = loaded;
        this.runbook = runbook;
    }

    /**
     * Runs it to its end and returns the exit code. Throws what starting a run throws, USAGE.
     *
     * @param names of tables; none: all of the set's, phase by phase
     * @param despiteAlarm why rows of an alarmed set are taken; null: they are not
     */
    int run(
            String set,
            List<String> names,
            TargetOption target,
            boolean deleteExtra,
            boolean autoApprove,
            @Nullable String despiteAlarm) {
        String address = target.url(loaded.runbook());
        String name = TargetOption.database(session, address);
        String id = RunIds.repair(loaded.runbook().name(), name);
        Output.say("run %s", id);
        DatabaseRef reference = session.target(address, id);
        RepairRequest request = Usage.parse(() -> new RepairRequest(
                loaded.runbook(),
                loaded.sha256(),
                set,
                reference,
                name,
                names,
                deleteExtra,
                autoApprove,
                session.user(),
                List.of(session.signer().publicKey()),
                session.directDecisions(loaded.runbook().approvals().direct()),
                despiteAlarm));
        String what = names.isEmpty() ? "fill " + name : "repair tables of " + name;
        WorkflowStub run = session.start("Repair", id, what + " from " + set, request);
        RepairReport report = RestoreRun.follow(
                session,
                run,
                runbook.output(),
                RestoreRun.asksHere(session),
                RepairReport.class,
                progress -> sample(Objects.requireNonNullElse(progress.setId(), set), reference, progress));
        show(report);
        if (report.outcome() == RestoreOutcome.ABORTED) {
            return ErrorCode.ABORTED.exitCode();
        }
        return report.warnings().isEmpty() ? 0 : 3;
    }

    /** Of the tables that a decision is about; a red gate is about none. */
    private void sample(String setId, DatabaseRef reference, RestoreProgress progress) {
        List<String> names = progress.waiting() == null
                ? List.of()
                : progress.waiting().checks().stream()
                        .filter(check -> check.kind().equals("repair"))
                        .map(GateCheck::name)
                        .toList();
        PostgresConnector connector = new PostgresConnector(session.secrets());
        new RepairSample(new TargetConnections(connector::connect))
                .read(OpenVault.of(Vault.of(loaded.runbook()), session.secrets()), setId, reference, names)
                .forEach(line -> runbook.output().line("  for example %s", line));
    }

    private void show(RepairReport report) {
        report.warnings().forEach(warning -> Output.say("warning: %s", warning));
        for (TableDifference table : report.tables()) {
            runbook.output().line("%-40s %s", table.table(), table.describe());
            runbook.output().object("table", table);
        }
        Output.say("%s; report in the store: %s", report.outcome(), report.object());
        report.undo().forEach(undo -> Output.say("to take it back: gpg --decrypt %s | zstd -d | psql TARGET", undo));
        runbook.output().summary(report);
    }
}
