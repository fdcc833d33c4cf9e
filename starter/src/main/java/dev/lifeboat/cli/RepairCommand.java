package dev.lifeboat.cli;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.repair.RepairSample;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings chosen tables of a database with data back to a set's rows. */
@Command(
        name = "repair",
        description = "Bring tables of a living database back to a set's rows: compare, ask, mend in one transaction.")
final class RepairCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Parameters(paramLabel = "SET", description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Option(
            names = "--tables",
            required = true,
            paramLabel = "T",
            split = ",",
            description = "the tables, as schema.table or table")
    private List<String> tables = List.of();

    @Option(names = "--delete-extra", description = "delete rows that the set does not have; else they stay")
    private boolean deleteExtra;

    @Option(names = "--auto-approve", description = "repair without asking what the comparison finds")
    private boolean autoApprove;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        List<String> names = tables.stream().map(Runbook::qualified).toList();
        refuseAutoApproval(loaded, names);
        try (Session session = engine.open()) {
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
                    tables,
                    deleteExtra,
                    autoApprove,
                    session.user(),
                    List.of(session.signer().publicKey()),
                    session.directDecisions(loaded.runbook().approvals().direct())));
            WorkflowStub run = session.start("Repair", id, "repair tables of " + name + " from " + set, request);
            RepairReport report = RestoreRun.follow(
                    session,
                    run,
                    runbook.output(),
                    RestoreRun.asksHere(session),
                    RepairReport.class,
                    progress -> sample(
                            session, loaded, Objects.requireNonNullElse(progress.setId(), set), reference, names));
            show(report);
            if (report.outcome() == RestoreOutcome.ABORTED) {
                return ErrorCode.ABORTED.exitCode();
            }
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }

    private void refuseAutoApproval(LoadedRunbook loaded, List<String> names) {
        boolean strict = loaded.runbook().phases().stream()
                .filter(phase -> phase.tables().stream().map(Runbook::qualified).anyMatch(names::contains))
                .anyMatch(phase -> phase.approval().needsOthers());
        if (autoApprove && strict) {
            throw new LifeboatException(
                    ErrorCode.USAGE,
                    "--auto-approve is refused: a phase of these tables asks for four eyes or several approvers");
        }
    }

    private void sample(
            Session session, LoadedRunbook loaded, String setId, DatabaseRef reference, List<String> names) {
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
        if (report.undo() != null) {
            Output.say("to take it back: gpg --decrypt %s | zstd -d | psql TARGET", report.undo());
        }
        runbook.output().summary(report);
    }
}
