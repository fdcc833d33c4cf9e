package dev.lifeboat.cli;

import dev.lifeboat.notice.Spoken;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.restore.PhaseForecast;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestorePlanner;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Span;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a restore would do. */
@Command(name = "plan", description = "Show what a restore would do, and what stands in its way. Changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private RightsOption rights = new RightsOption();

    @Mixin
    private SelectionOption selection = new SelectionOption();

    @Mixin
    private DespiteAlarmOption despiteAlarm = new DespiteAlarmOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Mixin
    private TargetOption target = new TargetOption();

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        Secrets secrets = new Secrets(System.getenv());
        PostgresConnector connector = new PostgresConnector(secrets);
        RestoreRequest request = new RestoreRequest(
                loaded.runbook(),
                loaded.sha256(),
                set,
                DatabaseRef.of(target.url(loaded.runbook())),
                "plan",
                false,
                false,
                false,
                null,
                "plan",
                List.of(),
                false,
                false,
                rights.rights(loaded.runbook()),
                selection.selection(),
                despiteAlarm.reason(),
                null);
        RestorePlan plan = new RestorePlanner(
                        secrets, new TargetConnections(connector::connect), new ClientTools(System.getenv()))
                .plan(request, "plan");
        new Lookout(loaded.runbook()).noteLook("plan", plan.setId());
        show(runbook.output(), plan, loaded.runbook());
        return plan.blockers().isEmpty() ? 0 : 1;
    }

    static void show(Output output, RestorePlan plan, Runbook runbook) {
        output.line("set       %s, data as of %s", plan.setId(), plan.takenAt());
        output.line("signer    %s", plan.signer());
        output.line(
                "target    %s (system %s, oid %d, PostgreSQL %d)",
                plan.target().database(),
                plan.target().systemIdentifier(),
                plan.target().databaseOid(),
                plan.target().serverVersion() / 10000);
        for (PhasePlan phase : plan.phases()) {
            output.line(
                    "phase     %-20s %3d tables %,12d rows %10s  %s",
                    phase.name(),
                    phase.tableCount(),
                    phase.rows(),
                    new ByteCount(phase.bytes()).human(),
                    ready(phase, runbook.within(phase.name())));
        }
        plan.warnings().forEach(warning -> output.line("warning   %s", warning));
        plan.blockers().forEach(blocker -> output.line("BLOCKER   %s", blocker));
        output.summary(plan);
    }

    /** {@code back 6–9 min after the start, from 5 drills; budget 30 min}. */
    private static String ready(PhasePlan phase, @Nullable Duration within) {
        PhaseForecast forecast = phase.forecast();
        String text;
        if (forecast == null) {
            text = "no earlier drill or restore tells when it is back";
        } else {
            Span ready = forecast.readyAfter();
            text = (ready == null ? "takes " + forecast.takes().words() : "back " + ready.words() + " after the start")
                    + ", " + forecast.basis();
        }
        return text + (within == null ? "" : "; budget " + Spoken.duration(within));
    }
}
