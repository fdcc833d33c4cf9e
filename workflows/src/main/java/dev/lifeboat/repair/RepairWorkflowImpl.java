package dev.lifeboat.repair;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.restore.GateKeeper;
import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.RecoveryNotices;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plan, load aside, compare, ask, apply; compares and asks again when the tables have changed in between. */
public final class RepairWorkflowImpl implements RepairWorkflow {
    private static final String KIND = "repair";
    private static final String APPROVAL = "repair";

    private final RepairActivities activities =
            Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.SHORT);
    private final RepairActivities work =
            Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final RepairActivities lastWords =
            Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.REPORT);
    private final RepairActivities cleanup = Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.CLEANUP);
    private final GateActivities gates = Workflow.newActivityStub(GateActivities.class, ActivityPolicies.SHORT);

    private final RepairRequest request;
    private final String runId;
    private final Notices notices;
    private final RecoveryNotices told;
    private final Auditing auditing;
    private final GateKeeper keeper;
    private final Instant startedAt;
    private String step = "planning";
    private final List<TableDifference> found = new ArrayList<>();
    /** Stores that have the set damaged. */
    private final List<String> damages = new ArrayList<>();

    private final List<String> undo = new ArrayList<>();
    private final List<GateResult> results = new ArrayList<>();
    private @Nullable String setId;
    private @Nullable RepairPlan planned;

    @WorkflowInit
    public RepairWorkflowImpl(RepairRequest request) {
        this.request = request;
        this.runId = Workflow.getInfo().getWorkflowId();
        this.startedAt = now();
        Runbook runbook = request.runbook();
        this.notices = Notices.of(runbook, runId);
        this.told = new RecoveryNotices(
                notices, "[REPAIR]", runbook.name(), "tables of " + request.targetName(), "lifeboat repair");
        this.auditing = Auditing.of(runbook, notices);
        this.keeper = new GateKeeper(
                notices, request.startedBy(), request.deciderKeys(), request.directDecisions(), this::publish);
    }

    @Override
    public RepairReport repair(RepairRequest ignored) {
        try {
            return mend();
        } catch (RuntimeException e) {
            tellFailure(e);
            throw e;
        }
    }

    private RepairReport mend() {
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("repair"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet("false"));
        publish();
        RepairPlan plan = activities.plan(request);
        if (!plan.blockers().isEmpty()) {
            throw Failures.toFailure(RestorePlan.refusal(plan.blockers()));
        }
        setId = plan.setId();
        planned = plan;
        auditing.record(AuditEvents.accessed(KIND, plan.setId(), request.startedBy()));
        auditing.record(AuditEvents.begun(KIND, runId, plan.setId(), request.targetName(), request.startedBy()));
        told.started(plan.setId(), plan.takenAt(), request.startedBy());
        List<String> warnings = new ArrayList<>(plan.warnings());
        RepairTask whole = task(plan, 0);
        RestoreOutcome outcome;
        try {
            outcome = stages(plan);
        } finally {
            Workflow.newDetachedCancellationScope(() -> {
                        warnings.addAll(settle(whole));
                        cleanup.discard(whole);
                    })
                    .run();
        }
        warnings.addAll(damages);
        return report(plan, outcome, warnings);
    }

    private RestoreOutcome stages(RepairPlan plan) {
        for (int number = 0; number < plan.stages().size(); number++) {
            RepairStage stage = plan.stages().get(number);
            RepairTask task = task(plan, number);
            say(stage, "loading aside");
            activities.prepare(task);
            load(task, stage.parts());
            if (!decideAndApply(stage, task) || !examine(stage, task)) {
                return RestoreOutcome.ABORTED;
            }
        }
        return RestoreOutcome.COMPLETED;
    }

    private RepairTask task(RepairPlan plan, int number) {
        RepairStage stage = plan.stages().get(number);
        return new RepairTask(
                Vault.of(request.runbook()),
                plan.setId(),
                plan.manifestSha256(),
                runId,
                Workflow.getInfo().getRunId(),
                request.target(),
                plan.target(),
                stage.name(),
                stage.tables(),
                plan.stages().subList(number + 1, plan.stages().size()).stream()
                        .flatMap(later -> later.tables().stream())
                        .toList(),
                request.deleteExtra(),
                request.runbook().audit());
    }

    /** What does not hold is told even if the run fails: a key must not stay off unnoticed. */
    private List<String> settle(RepairTask task) {
        List<String> open = work.settle(task, request.phased());
        open.forEach(line -> told.warn("[REPAIR] " + request.targetName(), line));
        return open;
    }

    private void load(RepairTask task, int parts) {
        List<Functions.Func<LoadReceipt>> loads = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            RepairActivities named =
                    ActivityPolicies.named(RepairActivities.class, ActivityPolicies.LONG_TRANSFER, "part " + number);
            loads.add(() -> named.load(task, number));
        }
        LoadReceipt.sum(Parallel.run(loads, request.runbook().archive().parallelism())).warnings().stream()
                .filter(damage -> !damages.contains(damage))
                .forEach(damages::add);
    }

    /** Whether the stage's tables are the set's now. */
    private boolean decideAndApply(RepairStage stage, RepairTask task) {
        while (true) {
            say(stage, "comparing");
            RepairComparison comparison = work.compare(task);
            if (comparison.tables().stream().noneMatch(this::differs)) {
                found.addAll(comparison.tables());
                return true;
            }
            Verb verb = ask(stage, comparison);
            if (verb == Verb.ABORT) {
                found.addAll(comparison.tables());
                return false;
            }
            if (verb == Verb.APPROVE) {
                say(stage, "repairing");
                RepairReceipt receipt = work.apply(task, comparison.evidence());
                if (receipt.undo() != null) {
                    found.addAll(comparison.tables());
                    undo.add(0, receipt.undo());
                    return true;
                }
                told.warn(
                        "the tables have changed since the repair was approved",
                        "nothing was repaired; what is different now is to be decided");
            }
        }
    }

    private boolean differs(TableDifference table) {
        return table.missing() + table.changed() > 0 || (request.deleteExtra() && table.extra() > 0);
    }

    private Verb ask(RepairStage stage, RepairComparison comparison) {
        String subject = "repair " + comparison.tables().size() + " tables of " + request.targetName() + " from "
                + setId + (request.deleteExtra() ? ", deleting extra rows" : ", keeping extra rows");
        DecisionPoint.Question question = new DecisionPoint.Question(
                runId,
                stage.name(),
                APPROVAL,
                comparison.evidence(),
                gates.issueNonce(),
                true,
                EnumSet.of(Verb.APPROVE, Verb.RETRY, Verb.ABORT),
                request.targetName());
        if (request.autoApprove()) {
            keeper.approveInAdvance(question, approval(stage));
            return Verb.APPROVE;
        }
        return wait(
                stage,
                question,
                subject,
                comparison.tables().stream()
                        .map(table -> new GateCheck(APPROVAL, table.table(), true, "", table.describe(), null))
                        .toList(),
                null);
    }

    private Verb wait(
            RepairStage stage,
            DecisionPoint.Question question,
            String subject,
            List<GateCheck> checks,
            @Nullable String object) {
        say(stage, "waiting for a decision");
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet(stage.name()));
        Verb verb = keeper.ask(question, approval(stage), subject, checks, object);
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        return verb;
    }

    /** The runbook's own checks; false if a person ends the run at a red one. */
    private boolean examine(RepairStage stage, RepairTask task) {
        List<Check> checks =
                phases(stage).flatMap(phase -> phase.gate().stream()).toList();
        for (int attempt = 1; !checks.isEmpty(); attempt++) {
            say(stage, "examining the gate");
            GateResult result = gates.examineRepair(task, checks, attempt);
            Verb verb = result.passed() ? Verb.APPROVE : askAboutRed(stage, result);
            if (verb != Verb.RETRY) {
                results.add(result);
                return verb != Verb.ABORT;
            }
        }
        return true;
    }

    private Verb askAboutRed(RepairStage stage, GateResult result) {
        return wait(
                stage,
                new DecisionPoint.Question(
                        runId,
                        stage.name(),
                        result.stage().wireName(),
                        result.digest(),
                        result.nonce(),
                        false,
                        EnumSet.of(Verb.RETRY, Verb.WAIVE, Verb.ABORT),
                        request.targetName()),
                result.failed() + " checks of " + stage.name()
                        + " failed after the repair; the undo file takes it back",
                result.checks(),
                result.object());
    }

    /** The strictest of the phases whose tables are repaired. */
    private Approval approval(RepairStage stage) {
        return Approval.strictest(phases(stage));
    }

    private Stream<Phase> phases(RepairStage stage) {
        return request.runbook().phases().stream()
                .filter(phase -> request.phased()
                        ? phase.name().equals(stage.name())
                        : phase.tables().stream().map(Runbook::qualified).anyMatch(stage.tables()::contains));
    }

    private RepairReport report(RepairPlan plan, RestoreOutcome outcome, List<String> warnings) {
        say("writing the report");
        RepairReport report = Reporting.written(
                () -> activities.writeReport(Vault.of(request.runbook()), outcome(plan, outcome, warnings, null)),
                problem -> {
                    warnings.add(problem);
                    return outcome(plan, outcome, warnings, null);
                });
        told.ended(outcome, plan.setId(), Duration.between(startedAt, now()), warnings, report.object());
        auditing.record(AuditEvents.ended(KIND, runId, plan.setId(), outcome.name(), request.startedBy()));
        say(outcome.name());
        auditing.signEntries(runId);
        auditing.awaitWritten();
        notices.awaitDelivery();
        Workflow.await(Workflow::isEveryHandlerFinished);
        return report;
    }

    private RepairReport outcome(
            RepairPlan plan, RestoreOutcome outcome, List<String> warnings, @Nullable String error) {
        return new RepairReport(
                runId,
                request.runbook().name(),
                plan.setId(),
                plan.target(),
                outcome,
                found,
                request.deleteExtra(),
                undo,
                results,
                request.startedBy(),
                startedAt,
                now(),
                keeper.decisions(),
                warnings,
                null,
                error);
    }

    private void reportFailure(String text) {
        Vault vault = Vault.of(request.runbook());
        RepairPlan plan = planned;
        if (plan == null) {
            new Reporting(vault).failure(KIND, request.set(), request.startedBy(), startedAt, text);
            return;
        }
        List<String> warnings = new ArrayList<>(plan.warnings());
        warnings.addAll(damages);
        Reporting.quietly(() -> lastWords.writeReport(vault, outcome(plan, RestoreOutcome.FAILED, warnings, text)));
    }

    private void tellFailure(RuntimeException failure) {
        String how = RecoveryNotices.how(planned != null, failure);
        String text = Failures.describe(failure, step);
        say(how + ": " + text);
        told.failed(how, setId, text, failure);
        auditing.record(AuditEvents.failed(KIND, runId, setId, text, request.startedBy()));
        if (!how.equals(RecoveryNotices.REFUSED)) {
            reportFailure(text);
        }
        auditing.signEntries(runId);
        auditing.awaitWritten();
        notices.awaitDelivery();
    }

    @Override
    public DecisionReceipt decide(Decision decision) {
        return keeper.accept(decision);
    }

    @Override
    public void validateDecision(Decision decision) {
        keeper.validate(decision);
    }

    @Override
    public RestoreProgress progress() {
        return new RestoreProgress(runId, step, setId, request.targetName(), false, startedAt, keeper.waiting());
    }

    private void say(RepairStage stage, String now) {
        say(stage.name().equals(APPROVAL) ? now : stage.name() + ": " + now);
    }

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        publish();
    }

    private void publish() {
        auditing.decisions(KIND, runId, request.targetName(), keeper.decisions());
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: "
                + Objects.requireNonNullElse(setId, "not chosen yet") + "\n- **target**: " + request.targetName()
                + "\n- **tables**: "
                + (request.phased() ? "all, phase by phase" : String.join(", ", request.tables())));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
