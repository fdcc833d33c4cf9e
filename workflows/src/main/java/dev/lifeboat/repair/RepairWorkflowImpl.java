package dev.lifeboat.repair;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.restore.GateKeeper;
import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plan, load aside, compare, ask, apply; compares and asks again when the tables have changed in between. */
public final class RepairWorkflowImpl implements RepairWorkflow {
    private static final String STAGE = "repair";

    private final RepairActivities activities =
            Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.SHORT);
    private final RepairActivities work =
            Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final RepairActivities cleanup = Workflow.newActivityStub(RepairActivities.class, ActivityPolicies.CLEANUP);
    private final GateActivities gates = Workflow.newActivityStub(GateActivities.class, ActivityPolicies.SHORT);

    private final RepairRequest request;
    private final String runId;
    private final Notices notices;
    private final GateKeeper keeper;
    private final Instant startedAt;
    private String step = "planning";
    private @Nullable String setId;

    @WorkflowInit
    public RepairWorkflowImpl(RepairRequest request) {
        this.request = request;
        this.runId = Workflow.getInfo().getWorkflowId();
        this.startedAt = now();
        Runbook runbook = request.runbook();
        this.notices = new Notices(runbook.name(), runId, runbook.notifications(), runbook.people());
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
        notices.tell(
                Severity.WARNING,
                "[REPAIR] " + request.runbook().name() + ", tables of " + request.targetName(),
                "set " + plan.setId() + ", data as of " + plan.takenAt() + ", started by " + request.startedBy());
        RepairTask task = new RepairTask(
                Vault.of(request.runbook()),
                plan.setId(),
                plan.manifestSha256(),
                runId,
                Workflow.getInfo().getRunId(),
                request.target(),
                plan.target(),
                request.tables(),
                request.deleteExtra());
        try {
            say("loading aside");
            activities.prepare(task);
            load(task, plan.parts());
            return decideAndApply(plan, task);
        } finally {
            Workflow.newDetachedCancellationScope(() -> cleanup.discard(task)).run();
        }
    }

    private void load(RepairTask task, int parts) {
        List<Functions.Func<LoadReceipt>> loads = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            RepairActivities named =
                    ActivityPolicies.named(RepairActivities.class, ActivityPolicies.LONG_TRANSFER, "part " + number);
            loads.add(() -> named.load(task, number));
        }
        Parallel.run(loads, request.runbook().archive().parallelism());
    }

    private RepairReport decideAndApply(RepairPlan plan, RepairTask task) {
        while (true) {
            say("comparing");
            RepairComparison comparison = work.compare(task);
            if (comparison.tables().stream().noneMatch(this::differs)) {
                return report(plan, RestoreOutcome.COMPLETED, comparison, null);
            }
            Verb verb = ask(comparison);
            if (verb == Verb.ABORT) {
                return report(plan, RestoreOutcome.ABORTED, comparison, null);
            }
            if (verb == Verb.APPROVE) {
                say("repairing");
                RepairReceipt receipt = work.apply(task, comparison.evidence());
                if (receipt.undo() != null) {
                    return report(plan, RestoreOutcome.COMPLETED, comparison, receipt.undo());
                }
                notices.tell(
                        Severity.WARNING,
                        "the tables have changed since the repair was approved",
                        "nothing was repaired; what is different now is to be decided");
            }
        }
    }

    private boolean differs(TableDifference table) {
        return table.missing() + table.changed() > 0 || (request.deleteExtra() && table.extra() > 0);
    }

    private Verb ask(RepairComparison comparison) {
        String subject = "repair " + comparison.tables().size() + " tables of " + request.targetName() + " from "
                + setId + (request.deleteExtra() ? ", deleting extra rows" : ", keeping extra rows");
        DecisionPoint.Question question = new DecisionPoint.Question(
                runId,
                STAGE,
                STAGE,
                comparison.evidence(),
                gates.issueNonce(),
                true,
                EnumSet.of(Verb.APPROVE, Verb.RETRY, Verb.ABORT),
                request.targetName());
        if (request.autoApprove()) {
            keeper.approveInAdvance(question, approval());
            return Verb.APPROVE;
        }
        say("waiting for a decision");
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet(STAGE));
        Verb verb = keeper.ask(
                question,
                approval(),
                subject,
                comparison.tables().stream()
                        .map(table -> new GateCheck(STAGE, table.table(), true, "", table.describe(), null))
                        .toList(),
                null);
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        return verb;
    }

    /** The strictest of the phases whose tables are repaired. */
    private Approval approval() {
        return request.runbook().phases().stream()
                .filter(phase -> phase.tables().stream().map(Runbook::qualified).anyMatch(table -> request.tables()
                        .contains(table)))
                .map(Phase::approval)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Approval::fourEyes).thenComparing(Approval::approvers))
                .orElse(Approval.DEFAULT);
    }

    private RepairReport report(
            RepairPlan plan, RestoreOutcome outcome, RepairComparison comparison, @Nullable String undo) {
        say("writing the report");
        RepairReport report = activities.writeReport(
                Vault.of(request.runbook()),
                new RepairReport(
                        runId,
                        request.runbook().name(),
                        plan.setId(),
                        plan.target(),
                        outcome,
                        comparison.tables(),
                        request.deleteExtra(),
                        undo,
                        request.startedBy(),
                        startedAt,
                        now(),
                        keeper.decisions(),
                        plan.warnings(),
                        null));
        notices.tell(
                outcome == RestoreOutcome.COMPLETED ? Severity.INFO : Severity.CRITICAL,
                "[REPAIR] " + request.runbook().name() + ": " + outcome,
                "report " + report.object());
        say(outcome.name());
        notices.awaitDelivery();
        Workflow.await(Workflow::isEveryHandlerFinished);
        return report;
    }

    private void tellFailure(RuntimeException failure) {
        String how = CancellationScope.current().isCancelRequested() ? "CANCELLED" : "FAILED";
        String text = Failures.describe(failure, step);
        say(how + ": " + text);
        notices.tell(
                Severity.CRITICAL,
                "[REPAIR] " + request.runbook().name() + ", tables of " + request.targetName() + " " + how,
                text);
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
        return new RestoreProgress(
                runId, step, setId, request.targetName(), false, startedAt, List.of(), keeper.waiting());
    }

    private void say(String now) {
        step = now;
        publish();
    }

    private void publish() {
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: "
                + Objects.requireNonNullElse(setId, "not chosen yet") + "\n- **target**: " + request.targetName()
                + "\n- **tables**: " + String.join(", ", request.tables()));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
