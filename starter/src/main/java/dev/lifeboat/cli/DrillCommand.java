package dev.lifeboat.cli;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rehearses a restore. */
@Command(name = "drill", description = "Restore a set into a throw-away database, examine it, and destroy it.")
final class DrillCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private DespiteAlarmOption despiteAlarm = new DespiteAlarmOption();

    @Option(
            names = "--set",
            paramLabel = "SET",
            defaultValue = "latest",
            description = "latest, latest:MODE, random-MODE or a set's name (default: latest)")
    private String set = "latest";

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        try (Session session = engine.open()) {
            String id = RunIds.drill(loaded.runbook().name(), Instant.now());
            Output.say("run %s", id);
            WorkflowStub run = session.start(
                    "Drill",
                    id,
                    "drill of " + set,
                    new DrillRequest(
                            loaded.runbook(), loaded.sha256(), set, "manual", session.user(), despiteAlarm.reason()));
            DrillReport report = Following.toEnd(run, DrillReport.class);
            if (report.restore() != null) {
                GateView.table(runbook.output(), report.restore());
                report.restore().warnings().stream()
                        .filter(warning -> !report.warnings().contains(warning))
                        .forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            }
            report.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            runbook.output()
                    .line(
                            "%s  %s  report %s",
                            report.setId(), report.proven() ? "proven" : "not proven", report.object());
            if (report.restore() != null) {
                Heads.say(report.setId(), report.restore().manifestSha256());
            }
            runbook.output().summary(report);
            return report.warnings().isEmpty() ? 0 : 3;
        }
    }
}
