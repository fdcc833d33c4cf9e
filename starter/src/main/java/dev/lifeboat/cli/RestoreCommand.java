package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import dev.lifeboat.set.DatabaseRef;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings the application back. */
@Command(name = "restore", description = "Restore a set into an empty database, phase by phase.")
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private RightsOption rights = new RightsOption();

    @Mixin
    private SelectionOption selection = new SelectionOption();

    @Mixin
    private DespiteAlarmOption despiteAlarm = new DespiteAlarmOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(paramLabel = "SET", converter = SetName.class, description = "a set's name, latest or latest:MODE")
    private String set = "";

    @Mixin
    private TargetOption target = new TargetOption();

    @Option(names = "--auto-approve", description = "approve green gates in advance")
    private boolean autoApprove;

    @Option(names = "--resume", description = "go on with what an earlier run left in the target")
    private boolean resume;

    @Option(names = "--start-over", description = "drop what an earlier run made in the target, and begin again")
    private boolean startOver;

    @Option(
            names = "--break-glass",
            paramLabel = "DBNAME",
            description = "the target holds data: rename it aside, and restore into a new database of its name")
    private @Nullable String breakGlass;

    @Option(
            names = "--data-only",
            description =
                    "fill tables that are there, made by migrations, phase by phase: rows are added and changed by"
                            + " primary key, definitions stay as they are")
    private boolean dataOnly;

    @Option(names = "--detach", description = "start the run and leave it to a worker that stays (exit code 21)")
    private boolean detach;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        AdvanceApproval.check(autoApprove, loaded.runbook().phases().stream(), "a phase");
        if (dataOnly) {
            refuseBeside("--resume", resume);
            refuseBeside("--start-over", startOver);
            refuseBeside("--break-glass", breakGlass != null);
            refuseBeside("--detach", detach);
            Selection chosen = selection.selection();
            refuseBeside("--schema-only", !chosen.rows());
            refuseBeside(
                    "--tables; `lifeboat repair SET --tables` brings back some",
                    !chosen.tables().isEmpty());
            refuseBeside("--no-owner, --no-privileges and --create-roles", rights.given());
            try (Session session = engine.open()) {
                return new RepairRun(session, loaded, runbook)
                        .run(set, List.of(), target, false, autoApprove, despiteAlarm.reason());
            }
        }
        try (Session session = engine.open()) {
            if (detach && session.embedded()) {
                throw new LifeboatException(
                        ErrorCode.USAGE, "--detach needs an engine and a worker that stay; set TEMPORAL_ADDRESS");
            }
            String address = target.url(loaded.runbook());
            String name = TargetOption.database(session, address);
            String id = RunIds.restore(loaded.runbook().name(), name);
            Output.say("run %s", id);
            WorkflowStub run = begin(session, loaded, id, address, name);
            if (detach) {
                runbook.output().summary(new Detached(id));
                return ErrorCode.WAITING_FOR_DECISION.exitCode();
            }
            RestoreReport report = RestoreRun.follow(session, run, runbook.output(), RestoreRun.asksHere(session));
            report.warnings().forEach(warning -> Output.say("warning: %s", warning));
            GateView.table(runbook.output(), report);
            if (report.begunAt() != null) {
                Output.say(
                        "%s after the first try began, at %s",
                        GateView.time(report.took()), GateView.time(report.begunAt()));
            }
            if (report.putAside() != null) {
                Output.say("what was in the target before: database %s", report.putAside());
            }
            Output.say("%s; report in the store: %s", report.outcome(), report.object());
            runbook.output().summary(report);
            return RestoreRun.exitCode(report);
        }
    }

    private static void refuseBeside(String option, boolean given) {
        if (given) {
            throw new LifeboatException(ErrorCode.USAGE, "--data-only does not go with " + option);
        }
    }

    /** Starts the run or, with --resume, takes over one whose process is gone. */
    private WorkflowStub begin(Session session, LoadedRunbook loaded, String id, String address, String name) {
        DatabaseRef reference = session.target(address, id);
        RestoreRequest request = new RestoreRequest(
                loaded.runbook(),
                loaded.sha256(),
                set,
                reference,
                name,
                autoApprove,
                resume,
                startOver,
                breakGlass,
                session.user(),
                List.of(session.signer().publicKey()),
                session.directDecisions(loaded.runbook().approvals().direct()),
                false,
                rights.rights(loaded.runbook()),
                selection.selection(),
                despiteAlarm.reason(),
                null);
        try {
            return session.start("Restore", id, "restore " + set + " into " + name, request);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.ALREADY_RUNNING || !resume) {
                throw e;
            }
            if (!session.adopt(id, address)) {
                String worker = session.workerOf(id);
                throw worker == null
                        ? e
                        : new LifeboatException(
                                ErrorCode.ALREADY_RUNNING,
                                worker + " works on " + id
                                        + ". If it hangs, end it, and then start this again with --resume:"
                                        + " what was committed stays",
                                e);
            }
            Output.say("the run's process is gone; it goes on here, as it was started");
            return session.client().newUntypedWorkflowStub(id);
        }
    }

    /** A run that goes on without this command. */
    record Detached(String run) {}
}
