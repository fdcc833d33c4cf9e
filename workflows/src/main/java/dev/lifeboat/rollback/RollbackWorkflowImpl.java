package dev.lifeboat.rollback;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.gate.GateActivities;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.restore.GateKeeper;
import dev.lifeboat.restore.RecoveryNotices;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plan and rehearse, ask, apply; plans and asks again when the definitions have changed in between. */
public final class RollbackWorkflowImpl implements RollbackWorkflow {
    private static final String KIND = "rollback";
    private static final String STAGE = "schema";

    /** The check that names the statements, with their digest as what is expected. */
    private static final String SCRIPT = "script";

    private final RollbackActivities activities =
            Workflow.newActivityStub(RollbackActivities.class, ActivityPolicies.SHORT);
    private final RollbackActivities work =
            Workflow.newActivityStub(RollbackActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final RollbackActivities lastWords =
            Workflow.newActivityStub(RollbackActivities.class, ActivityPolicies.REPORT);
    private final GateActivities gates = Workflow.newActivityStub(GateActivities.class, ActivityPolicies.SHORT);

    private final RollbackRequest request;
    private final String runId;
    private final Notices notices;
    private final RecoveryNotices told;
    private final Auditing auditing;
    private final GateKeeper keeper;
    private final Instant startedAt;
    private String step = "planning";
    private @Nullable String setId;
    private @Nullable RollbackPlan planned;
    /** Whether there was a plan that could be carried out: what stands in a later one's way comes after an approval. */
    private boolean begun;

    @WorkflowInit
    public RollbackWorkflowImpl(RollbackRequest request) {
        this.request = request;
        this.runId = Workflow.getInfo().getWorkflowId();
        this.startedAt = now();
        Runbook runbook = request.runbook();
        this.notices = Notices.of(runbook, runId);
        this.told = new RecoveryNotices(
                notices,
                "[ROLLBACK]",
                runbook.name(),
                "definitions of " + request.targetName(),
                "lifeboat rollback-schema");
        this.auditing = Auditing.of(runbook, notices);
        this.keeper = new GateKeeper(
                notices, request.startedBy(), request.deciderKeys(), request.directDecisions(), this::publish);
    }

    @Override
    public RollbackReport rollBack(RollbackRequest ignored) {
        try {
            return decideAndApply();
        } catch (RuntimeException e) {
            tellFailure(e);
            throw e;
        }
    }

    private RollbackReport decideAndApply() {
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("rollback"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet("false"));
        auditing.record(AuditEvents.begun(KIND, runId, request.set(), request.targetName(), request.startedBy()));
        while (true) {
            say("planning and rehearsing");
            RollbackPlan plan = work.plan(request, runId);
            setId = plan.setId();
            planned = plan;
            if (!plan.blockers().isEmpty()) {
                throw Failures.toFailure(RestorePlan.refusal(plan.blockers()));
            }
            begun = true;
            if (plan.script() == null) {
                return report(plan, RestoreOutcome.COMPLETED, false, List.of());
            }
            Verb verb = ask(plan);
            if (verb == Verb.ABORT) {
                return report(plan, RestoreOutcome.ABORTED, false, List.of());
            }
            if (verb == Verb.APPROVE) {
                say("changing the definitions");
                RollbackReceipt receipt = work.apply(request, plan);
                if (receipt.applied()) {
                    return report(plan, RestoreOutcome.COMPLETED, true, receipt.notes());
                }
                told.warn(
                        "the definitions have changed since the roll-back was approved",
                        "nothing was changed; what is different now is to be decided");
            }
        }
    }

    private Verb ask(RollbackPlan plan) {
        DecisionPoint.Question question = new DecisionPoint.Question(
                runId,
                STAGE,
                STAGE,
                plan.evidence(),
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
        List<GateCheck> checks = new ArrayList<>();
        checks.add(new GateCheck(
                SCRIPT, String.valueOf(plan.script()), true, plan.scriptSha256(), plan.total() + " changes", null));
        plan.changes()
                .forEach(change -> checks.add(
                        new GateCheck(STAGE, change.kind() + " " + change.name(), true, "", change.describe(), null)));
        Verb verb = keeper.ask(
                question,
                approval(),
                plan.total() + " definitions of " + request.targetName() + " back to " + plan.setId()
                        + (request.dropExtra() ? ", dropping what it does not know" : ", keeping what holds rows"),
                checks,
                plan.script());
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        return verb;
    }

    /** The strictest of all phases: a definition can be any phase's. */
    private Approval approval() {
        return Approval.strictest(request.runbook().phases().stream());
    }

    private RollbackReport report(RollbackPlan plan, RestoreOutcome outcome, boolean applied, List<String> notes) {
        say("writing the report");
        List<String> said = new ArrayList<>(notes);
        RollbackReport report = Reporting.written(
                () -> activities.writeReport(Vault.of(request.runbook()), outcome(plan, outcome, applied, said, null)),
                problem -> {
                    said.add(problem);
                    return outcome(plan, outcome, applied, said, null);
                });
        List<String> warnings = report.warnings();
        told.ended(outcome, plan.setId(), Duration.between(startedAt, now()), warnings, report.object());
        auditing.record(AuditEvents.ended(KIND, runId, plan.setId(), outcome.name(), request.startedBy()));
        say(outcome.name());
        auditing.signEntries(runId);
        auditing.awaitWritten();
        notices.awaitDelivery();
        Workflow.await(Workflow::isEveryHandlerFinished);
        return report;
    }

    private RollbackReport outcome(
            RollbackPlan plan, RestoreOutcome outcome, boolean applied, List<String> notes, @Nullable String error) {
        List<String> warnings = new ArrayList<>(plan.warnings());
        warnings.addAll(notes);
        return new RollbackReport(
                runId,
                request.runbook().name(),
                plan.setId(),
                plan.target(),
                outcome,
                plan.changes(),
                plan.total(),
                applied,
                plan.script(),
                plan.undo(),
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
        RollbackPlan plan = planned;
        if (plan == null) {
            new Reporting(vault).failure(KIND, request.set(), request.startedBy(), startedAt, text);
        } else {
            Reporting.quietly(
                    () -> lastWords.writeReport(vault, outcome(plan, RestoreOutcome.FAILED, false, List.of(), text)));
        }
    }

    private void tellFailure(RuntimeException failure) {
        String how = RecoveryNotices.how(begun, failure);
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

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        publish();
    }

    private void publish() {
        auditing.decisions(KIND, runId, request.targetName(), keeper.decisions());
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: "
                + Objects.requireNonNullElse(setId, "not chosen yet") + "\n- **target**: " + request.targetName());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
