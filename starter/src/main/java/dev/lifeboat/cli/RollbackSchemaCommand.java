package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SealedText;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.rollback.RollbackRequest;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings the definitions of a database with data back to a set's. */
@Command(
        name = "rollback-schema",
        description =
                "Bring the definitions of a living database back to a set's; rows stay. The change is rehearsed, shown,"
                        + " approved, and done in one transaction.")
final class RollbackSchemaCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private DespiteAlarmOption despiteAlarm = new DespiteAlarmOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Option(
            names = "--drop-extra",
            description =
                    "drop tables, columns and sequences that the set does not know, with what they hold; else they stay")
    private boolean dropExtra;

    @Option(names = "--auto-approve", description = "change the definitions without asking")
    private boolean autoApprove;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        AdvanceApproval.check(autoApprove, loaded.runbook().phases().stream(), "a phase");
        try (Session session = engine.open()) {
            String address = target.url(loaded.runbook());
            String name = TargetOption.database(session, address);
            String id = RunIds.rollback(loaded.runbook().name(), name);
            Output.say("run %s", id);
            DatabaseRef reference = session.target(address, id);
            RollbackRequest request = new RollbackRequest(
                    loaded.runbook(),
                    loaded.sha256(),
                    set,
                    reference,
                    name,
                    dropExtra,
                    autoApprove,
                    session.user(),
                    List.of(session.signer().publicKey()),
                    session.directDecisions(loaded.runbook().approvals().direct()),
                    despiteAlarm.reason());
            WorkflowStub run =
                    session.start("RollbackSchema", id, "definitions of " + name + " back to " + set, request);
            RollbackReport report = RestoreRun.follow(
                    session,
                    run,
                    runbook.output(),
                    RestoreRun.asksHere(session),
                    RollbackReport.class,
                    progress -> statements(session, loaded, progress));
            show(report);
            if (report.outcome() == RestoreOutcome.ABORTED) {
                return ErrorCode.ABORTED.exitCode();
            }
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }

    /** From the store: they stand in no history. */
    private void statements(Session session, LoadedRunbook loaded, RestoreProgress progress) {
        if (progress.waiting() != null) {
            OpenVault vault = OpenVault.of(Vault.of(loaded.runbook()), session.secrets());
            progress.waiting().checks().stream()
                    .filter(check -> check.kind().equals("script"))
                    .forEach(check -> SealedText.read(vault, check.name(), check.expected())
                            .lines()
                            .forEach(line -> runbook.output().line("  %s", line)));
        }
    }

    private void show(RollbackReport report) {
        report.warnings().forEach(warning -> Output.say("warning: %s", warning));
        report.changes().forEach(change -> {
            runbook.output().line("%s", change.describe());
            runbook.output().object("change", change);
        });
        Output.say("%s; report in the store: %s", report.outcome(), report.object());
        if (report.undo() != null && report.applied()) {
            Output.say("to take it back: gpg --decrypt %s | zstd -d | psql -1 TARGET", report.undo());
        }
        runbook.output().summary(report);
    }
}
