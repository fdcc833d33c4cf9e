package dev.lifeboat.cli;

import dev.lifeboat.drill.DrillOptions;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.MutationReport;
import dev.lifeboat.drill.SweepReport;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.DrillApprovals;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--mutate",
            paramLabel = "KIND",
            split = ",",
            arity = "0..1",
            fallbackValue = "all",
            description = "then damage the copy in known ways, each undone, and see which the gates catch"
                    + " (default: every kind; docs/drills.md lists them)")
    private List<String> mutate = List.of();

    @Option(names = "--break-glass", description = "restore with the set's own restore.sh instead of Lifeboat")
    private boolean breakGlass;

    @Option(names = "--chaos", description = "kill a worker in the middle that allows it (LIFEBOAT_CHAOS=allowed)")
    private boolean chaos;

    @Option(
            names = "--approvals",
            paramLabel = "WHO",
            defaultValue = "gates",
            description = "who approves the phases: green gates, or people as in a real recovery (default: gates)")
    private DrillApprovals approvals = DrillApprovals.GATES;

    @Option(names = "--sign-off", paramLabel = "ROLE", description = "wait until a person of this role signs it off")
    private @Nullable String signOff;

    @Option(
            names = "--sweep",
            description = "only remove what earlier drills left behind, on this machine and on the drill server:"
                    + " what is provably a drill's whose run is closed, or unknown and a day old")
    private boolean sweep;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        List<MutationKind> kinds = kinds(mutate);
        try (Session session = engine.open()) {
            if (sweep) {
                return sweep(loaded, session);
            }
            String id = RunIds.drill(loaded.runbook().name(), Instant.now());
            Output.say("run %s", id);
            WorkflowStub run = session.start(
                    "Drill",
                    id,
                    "drill of " + set,
                    new DrillRequest(
                                    loaded.runbook(),
                                    loaded.sha256(),
                                    set,
                                    DrillRequest.MANUAL,
                                    session.user(),
                                    despiteAlarm.reason())
                            .with(options(loaded, session, kinds)));
            DrillReport report = Following.toEnd(run, DrillReport.class);
            if (report.restore() != null) {
                GateView.table(runbook.output(), report.restore());
                report.restore().warnings().stream()
                        .filter(warning -> !report.warnings().contains(warning))
                        .forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
                report.restore().phases().forEach(phase -> phase.notAsked()
                        .forEach(note -> Output.say("note: phase %s: %s", phase.phase(), Printable.of(note))));
            }
            report.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            if (report.mutations() != null) {
                show(report.mutations());
            }
            if (report.chaos() != null) {
                Output.say("chaos: %s", report.chaos());
            }
            runbook.output()
                    .line(
                            "%s  %s  report %s",
                            report.setId(), report.proven() ? "proven" : "not proven", report.object());
            if (report.restore() != null) {
                Heads.say(report.setId(), report.restore().manifestSha256());
            }
            runbook.output().summary(report);
            boolean asBefore =
                    report.mutations() == null || report.mutations().stopped().isEmpty();
            boolean asForeseen = report.warnings().isEmpty()
                    && (report.restore() == null
                            || report.restore().unforeseen().isEmpty());
            return asForeseen && asBefore ? 0 : 3;
        }
    }

    /** {@code --mutate} alone stands for all of them. */
    static List<MutationKind> kinds(List<String> names) {
        return Usage.parse(() -> names.stream()
                .flatMap(name -> name.equals("all") ? MutationKind.all().stream() : Stream.of(MutationKind.of(name)))
                .distinct()
                .toList());
    }

    private DrillOptions options(LoadedRunbook loaded, Session session, List<MutationKind> kinds) {
        return new DrillOptions(
                kinds,
                breakGlass ? 1 : 0,
                chaos,
                approvals == DrillApprovals.PEOPLE,
                signOff,
                List.of(session.signer().publicKey()),
                session.directDecisions(loaded.runbook().approvals().direct()));
    }

    private void show(MutationReport report) {
        report.tried().stream().filter(one -> !one.caught()).forEach(one -> runbook.output()
                .line(
                        "missed   %s; a check that would catch it: %s",
                        Printable.of(one.name()), Printable.of(String.valueOf(one.advice()))));
        report.stopped()
                .forEach(name -> Output.say("warning: caught before, and not any more: %s", Printable.of(name)));
        report.skipped().forEach(line -> Output.say("not tried: %s", Printable.of(line)));
        runbook.output().line("%s", report.describe());
    }

    private int sweep(LoadedRunbook loaded, Session session) {
        SweepReport report = session.sweepDrills(loaded.runbook().drillServer());
        report.removed().forEach(line -> runbook.output().line("removed  %s", Printable.of(line)));
        report.kept().forEach(line -> runbook.output().line("kept     %s", Printable.of(line)));
        report.busy().forEach(line -> runbook.output().line("in use   %s", Printable.of(line)));
        boolean nothingLeft = report.kept().isEmpty() && report.busy().isEmpty();
        if (report.removed().isEmpty() && nothingLeft) {
            Output.say("no drill has left anything behind");
        }
        runbook.output().summary(report);
        return nothingLeft ? 0 : 3;
    }
}
