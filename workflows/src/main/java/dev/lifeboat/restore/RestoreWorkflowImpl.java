package dev.lifeboat.restore;

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
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.Step;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole return: plan, prepare, structures, phase by phase, finish, report. */
public final class RestoreWorkflowImpl implements RestoreWorkflow {
    private static final String KIND = "restore";

    /** What decisions around the phases are counted by: no phase is called so. */
    private static final String STEPS = "";

    private final RestoreActivities activities =
            Workflow.newActivityStub(RestoreActivities.class, ActivityPolicies.SHORT);
    private final RestoreActivities building =
            Workflow.newActivityStub(RestoreActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final RestoreActivities lastWords =
            Workflow.newActivityStub(RestoreActivities.class, ActivityPolicies.REPORT);
    private final GateActivities gates = Workflow.newActivityStub(GateActivities.class, ActivityPolicies.SHORT);

    private final RestoreRequest request;
    private final String runId;
    private final Notices notices;
    private final RecoveryNotices told;
    private final Auditing auditing;
    private final LateWarnings late;
    private final GateKeeper keeper;
    private final Instant startedAt;
    private final Map<String, PhaseProgress> phases = new LinkedHashMap<>();
    /** Stores that have the set damaged. */
    private final List<String> damages = new ArrayList<>();

    private String step = "planning";
    private @Nullable String setId;
    private @Nullable RestorePlan planned;
    private @Nullable Outlook outlook;
    private @Nullable PreparedTarget prepared;
    private boolean failed;
    private List<PhaseEstimate> estimates = List.of();
    private final List<PhaseReport> ended = new ArrayList<>();

    @WorkflowInit
    public RestoreWorkflowImpl(RestoreRequest request) {
        this.request = request;
        this.runId = Workflow.getInfo().getWorkflowId();
        this.startedAt = now();
        Runbook runbook = request.runbook();
        this.notices = Notices.of(runbook, runId);
        this.told = new RecoveryNotices(
                notices,
                "[RECOVERY]",
                runbook.name(),
                "into " + request.targetName(),
                "the same command with --resume");
        this.late = new LateWarnings(told);
        this.auditing = Auditing.of(runbook, notices);
        this.keeper = new GateKeeper(
                notices, request.startedBy(), request.deciderKeys(), request.directDecisions(), this::publish);
    }

    @Override
    public RestoreReport restore(RestoreRequest ignored) {
        try {
            return bringBack();
        } catch (RuntimeException e) {
            RestoreReport report = tellFailure(e);
            // The drill's own report has this one inside.
            throw report != null && request.drill() ? Failures.bringing(e, report) : e;
        }
    }

    /** Returns the report of what was planned; null: it did not come that far. */
    private @Nullable RestoreReport tellFailure(RuntimeException failure) {
        RestorePlan plan = planned;
        String how = RecoveryNotices.how(plan != null, failure);
        boolean refused = how.equals(RecoveryNotices.REFUSED);
        String text = Failures.describe(failure, step) + (refused ? "" : aside());
        failed = true;
        outlook = null;
        say(how + ": " + text);
        if (!request.drill()) {
            told.failed(how, setId, text, failure);
        } else if (!request.autoApprove()) {
            told.rehearsed(setId);
        }
        auditing.record(AuditEvents.failed(KIND, runId, setId, text, request.startedBy()));
        Vault vault = Vault.of(request.runbook());
        List<RestoreReport> reports = new ArrayList<>();
        if (plan != null) {
            reports.add(outcome(plan, RestoreOutcome.FAILED, List.of(), text));
            Reporting.quietly(() -> reports.add(0, lastWords.writeReport(vault, reports.get(0))));
        } else if (!request.drill() && !refused) {
            new Reporting(vault).failure(KIND, request.set(), request.startedBy(), startedAt, text);
        }
        auditing.signEntries(runId);
        auditing.awaitWritten();
        notices.awaitDelivery();
        return reports.isEmpty() ? null : reports.get(0);
    }

    private RestoreReport bringBack() {
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("restore"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet(String.valueOf(request.drill())));
        publish();
        RestorePlan plan = activities.plan(request, runId);
        refuse(plan);
        setId = plan.setId();
        planned = plan;
        plan.phases()
                .forEach(phase -> phases.put(
                        phase.name(),
                        PhaseProgress.pending(phase, request.runbook().within(phase.name()))));
        if (!request.resume()) {
            foresee(plan, List.of());
        }
        announce(plan);
        boolean going = steps("before", request.runbook().steps().before());
        RunTask run = null;
        if (going) {
            say("preparing the target");
            PreparedTarget target = activities.prepare(request, plan, runId, startedAt);
            prepared = target;
            foresee(plan, target.openedPhases());
            run = new RunTask(
                    Vault.of(request.runbook()),
                    plan.setId(),
                    plan.manifestSha256(),
                    runId,
                    request.target(),
                    target.identity(),
                    target.token(),
                    request.rights(),
                    request.selection(),
                    request.runbook().audit());
            say("creating structures" + aside());
            damages.addAll(building.createStructures(run).notes());
            going = phases(plan, target, run);
        }
        if (going) {
            going = steps("after", request.runbook().steps().after());
        }
        if (going && run != null) {
            say("finishing");
            StepReceipt finished = building.finish(run);
            return report(plan, RestoreOutcome.of(ended), finished.notes());
        }
        return report(plan, RestoreOutcome.ABORTED, List.of());
    }

    /** Where the target's old database is, to end a sentence with. */
    private String aside() {
        return prepared == null ? "" : prepared.aside();
    }

    /** @param opened phases that an earlier run opened */
    private void foresee(RestorePlan plan, List<String> opened) {
        outlook = new Outlook(plan.preparation(), plan.phases(), startedAt, firstBegunAt(), List.copyOf(opened));
    }

    /** When people began to wait: a run that goes on from a failed one does not set the clock back. */
    private Instant firstBegunAt() {
        Instant earlier = prepared == null ? null : prepared.begunAt();
        return earlier == null ? startedAt : earlier;
    }

    private static void refuse(RestorePlan plan) {
        if (plan.blockers().isEmpty()) {
            return;
        }
        throw Failures.toFailure(RestorePlan.refusal(plan.blockers()));
    }

    private void announce(RestorePlan plan) {
        auditing.record(AuditEvents.accessed(KIND, plan.setId(), request.startedBy()));
        auditing.record(AuditEvents.begun(KIND, runId, plan.setId(), request.targetName(), request.startedBy()));
        if (!request.drill()) {
            told.started(plan.setId(), plan.takenAt(), request.startedBy());
        }
    }

    /** False: aborted. */
    private boolean phases(RestorePlan plan, PreparedTarget target, RunTask run) {
        return new PhaseSequence(request, run, target.openedPhases(), firstBegunAt(), this::leavesRoom)
                .run(plan.phases(), new PhaseSequence.Watcher() {
                    @Override
                    public void turn(PhasePlan phase) {
                        say("phase " + phase.name());
                        Workflow.upsertTypedSearchAttributes(SearchKeys.PHASE.valueSet(phase.name()));
                    }

                    @Override
                    public void failedAhead(PhasePlan phase, RuntimeException failure) {
                        String text = Failures.describe(failure, "phase " + phase.name());
                        say(step + "; phase " + phase.name() + " FAILED ahead: " + text);
                        if (!request.drill()) {
                            told.phaseFailed(phase.name(), text, failure);
                        }
                    }

                    @Override
                    public void ended(PhasePlan phase, PhaseReport report) {
                        ended.add(report);
                        RestoreWorkflowImpl.this.ended(phase, report);
                    }
                });
    }

    /**
     * Whether the phase behind this one may begin to load: when this one has its rows; behind the first one, for which people
     * wait, when it is built.
     */
    private boolean leavesRoom(String phase) {
        PhaseProgress known = phases.get(phase);
        boolean first = phases.keySet().iterator().next().equals(phase);
        return known != null && (first ? known.state().isBuilt() : known.state().isLoaded());
    }

    /** Manual steps wait for a person's word. False: aborted. Drills have no people and no application around them. */
    private boolean steps(String when, List<Step> steps) {
        int number = 0;
        for (Step around : steps) {
            number++;
            String audience = around.audience();
            if (request.drill()) {
                continue;
            }
            if (audience != null) {
                told.announce(audience, step);
            } else if (!confirmed(when + "-" + number, around)) {
                return false;
            }
        }
        return true;
    }

    private boolean confirmed(String name, Step manual) {
        say(manual.describe());
        String nonce = gates.issueNonce();
        DecisionPoint.Question question = new DecisionPoint.Question(
                runId, name, "step", nonce, nonce, true, EnumSet.of(Verb.APPROVE, Verb.ABORT), request.targetName());
        if (request.autoApprove()) {
            keeper.approveInAdvance(question, Approval.DEFAULT);
            return true;
        }
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet(name));
        Verb verb = keeper.ask(question, Approval.DEFAULT, manual.describe(), List.of(), null);
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        return verb == Verb.APPROVE;
    }

    private RestoreReport report(RestorePlan plan, RestoreOutcome outcome, List<String> notes) {
        say("writing the report");
        RestoreReport made = outcome(plan, outcome, notes, null);
        RestoreReport report =
                Reporting.written(() -> activities.writeReport(Vault.of(request.runbook()), made), made::warned);
        if (!request.drill()) {
            told.ended(outcome, plan.setId(), report.took(), report.warnings(), report.object());
        } else if (!request.autoApprove()) {
            told.rehearsed(plan.setId());
        }
        auditing.record(AuditEvents.ended(KIND, runId, plan.setId(), outcome.name(), request.startedBy()));
        say(outcome.name());
        auditing.signEntries(runId);
        auditing.awaitWritten();
        notices.awaitDelivery();
        Workflow.await(Workflow::isEveryHandlerFinished);
        return report;
    }

    private RestoreReport outcome(
            RestorePlan plan, RestoreOutcome outcome, List<String> notes, @Nullable String error) {
        PreparedTarget target = prepared;
        ended.forEach(phase -> damages.addAll(phase.warnings()));
        List<String> warnings = new ArrayList<>(plan.warnings());
        damages.stream().distinct().forEach(warnings::add);
        warnings.addAll(notes);
        return new RestoreReport(
                runId,
                request.runbook().name(),
                plan.setId(),
                plan.manifestSha256(),
                plan.takenAt(),
                plan.target(),
                outcome,
                request.drill(),
                request.startedBy(),
                startedAt,
                now(),
                ended,
                warnings,
                plan.warnings(),
                null,
                request.runbook().objectives(),
                error,
                target == null ? null : target.begunAt(),
                target == null ? null : target.putAside());
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
    public void phaseProgress(PhaseProgress progress) {
        PhaseProgress known = phases.get(progress.phase());
        auditing.decisions(progress.phase(), runId, request.targetName(), progress.decisions());
        if (known == null || known.revision() < progress.revision()) {
            phases.put(progress.phase(), progress);
            publish();
        }
    }

    @Override
    public RestoreProgress progress() {
        PreparedTarget target = prepared;
        Waiting waiting = keeper.waiting();
        for (PhaseProgress phase : phases.values()) {
            waiting = waiting == null ? phase.waiting() : waiting;
        }
        return new RestoreProgress(
                runId,
                step,
                setId,
                request.targetName(),
                request.drill(),
                startedAt,
                List.copyOf(phases.values()),
                estimates,
                failed,
                target == null ? null : target.putAside(),
                List.of(),
                waiting);
    }

    /** The phase's own last word may still be under way. */
    private void ended(PhasePlan plan, PhaseReport report) {
        auditing.decisions(plan.name(), runId, request.targetName(), report.decisions());
        auditing.record(AuditEvents.phaseEnded(
                runId, plan.name(), report.aborted() ? "aborted" : "opened", report.rows(), request.startedBy()));
        phases.put(plan.name(), PhaseProgress.ended(plan, report));
        publish();
    }

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        publish();
    }

    private void publish() {
        auditing.decisions(STEPS, runId, request.targetName(), keeper.decisions());
        Outlook known = outlook;
        estimates = known == null ? List.of() : known.at(now(), phases, ended);
        Workflow.setCurrentDetails(RestoreDetails.markdown(progress(), now()));
        if (!request.drill()) {
            // Nobody has to hurry for a rehearsal: its report says which budgets were missed.
            late.look(estimates, firstBegunAt(), now());
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
