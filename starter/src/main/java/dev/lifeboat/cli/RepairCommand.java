package dev.lifeboat.cli;

import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import java.util.List;
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
    private DespiteAlarmOption despiteAlarm = new DespiteAlarmOption();

    @Mixin
    private TargetOption target = new TargetOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
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
        AdvanceApproval.check(
                autoApprove,
                loaded.runbook().phases().stream()
                        .filter(phase ->
                                phase.tables().stream().map(Runbook::qualified).anyMatch(names::contains)),
                "a phase of these tables");
        try (Session session = engine.open()) {
            return new RepairRun(session, loaded, runbook)
                    .run(set, names, target, deleteExtra, autoApprove, despiteAlarm.reason());
        }
    }
}
