package dev.lifeboat.drill;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.restore.GateKeeper;
import dev.lifeboat.restore.RecoveryNotices;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sweep, choose, provide, restore, try the gates, and always destroy; then report, and have it signed off. */
public final class DrillWorkflowImpl implements DrillWorkflow {
    /** The phase that a sign-off is decided by. */
    private static final String SIGN_OFF = "sign-off";

    private static final String KIND = "drill";

    private final DrillActivities activities = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.SHORT);
    private final DrillActivities tidying = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.TIDYING);
    private final DrillActivities cleanup = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.CLEANUP);

    private final String runId = Workflow.getInfo().getWorkflowId();
    private final Instant startedAt = now();
    private final PeoplesTime people = new PeoplesTime(startedAt);
    private final Notices notices;
    private final DrillNotices told;
    private final GateKeeper keeper;
    private final Auditing auditing;
    private String set;
    private String step = "beginning";
    private boolean chosen;
    private @Nullable DrillReport written;
    /** Where a copy of production data still is that could not be destroyed. */
    private @Nullable String left;

    @WorkflowInit
    public DrillWorkflowImpl(DrillRequest request) {
        set = request.set();
        notices = Notices.of(request.runbook(), runId);
        told = new DrillNotices(request, notices);
        auditing = Auditing.of(request.runbook(), notices);
        keeper = new GateKeeper(
                notices,
                request.startedBy(),
                request.options().deciderKeys(),
                request.options().directDecisions(),
                this::publish);
    }

    /** Whatever its end is, people hear of it: a drill that fails in silence is worse than none. */
    @Override
    public DrillReport drill(DrillRequest request) {
        try {
            auditing.record(
                    AuditEvents.begun(KIND, runId, request.set(), "a throw-away database", request.startedBy()));
            DrillReport report = rehearse(request);
            told.proven(report);
            return signOff(request, report);
        } catch (RuntimeException e) {
            auditing.record(AuditEvents.failed(KIND, runId, set, message(e), request.startedBy()));
            tellFailure(request, e);
            throw e;
        } finally {
            auditing.signEntries(runId);
            auditing.awaitWritten();
            notices.awaitDelivery();
            Workflow.newDetachedCancellationScope(() -> Workflow.await(Workflow::isEveryHandlerFinished))
                    .run();
        }
    }

    private void tellFailure(DrillRequest request, RuntimeException failure) {
        String why = message(failure);
        // A person's typing error has tried nothing, so nothing has failed: whoever made it is told.
        if (request.manual() && RecoveryNotices.how(chosen, failure).equals(RecoveryNotices.REFUSED)) {
            told.refused(set, why, failure);
            return;
        }
        if (!chosen) {
            reportNoSet(request, why);
        }
        DrillReport report = written;
        String copy = left;
        if (copy != null) {
            told.copyLeft(set, why, copy, report);
        } else if (report != null && report.proven()) {
            told.failedProven(set, step, why, report.object());
        } else {
            told.failed(set, why, report == null ? null : report.object(), failure);
        }
    }

    private DrillReport rehearse(DrillRequest request) {
        String execution = runId + "/" + Workflow.getInfo().getRunId();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("drill"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet("true"));
        List<String> warnings = sweep(request);
        say("choosing a set");
        ChosenSet choice = activities.choose(request);
        set = choice.set();
        chosen = true;
        told.started(set);
        warnings.addAll(choice.warnings());
        DrillRequest chosen = request.of(choice);
        ThrowAway throwAway = null;
        RestoreReport restore = null;
        MutationReport mutations = null;
        TemporalFailure failure = null;
        String chaos = null;
        try {
            say("providing a throw-away database");
            throwAway = activities.provide(chosen, execution);
            say("restoring");
            if (choice.byHand()) {
                restore = new DrillRestore(chosen, throwAway, people).byHand(execution);
            } else {
                DrillRestore rehearsal = new DrillRestore(chosen, throwAway, people);
                restore = rehearsal.run();
                chaos = rehearsal.chaos();
            }
            if (request.options().chaos() && chaos == null) {
                chaos = DrillReport.NOBODY_KILLED + "it was this drill's turn to be restored by hand";
            }
            if (chaos != null && chaos.startsWith(DrillReport.NOBODY_KILLED)) {
                warnings.add(chaos);
            }
            warnings.addAll(Overtime.of(restore));
            if (DrillVerdict.proven(restore)) {
                mutations = tryGates(chosen, throwAway, execution, warnings);
            }
        } catch (TemporalFailure e) {
            failure = e;
            restore = restore == null ? Failures.brought(e, RestoreReport.class) : restore;
        } finally {
            // Registered for every way out, cancellation included: a forgotten copy of production data is a leak.
            say("destroying the throw-away database");
            left = DrillRestore.leftOf(chosen, execution, throwAway);
        }
        if (failure == null && !DrillVerdict.proven(restore)) {
            failure = DrillVerdict.unproven(set, restore);
        }
        if (left != null && failure == null) {
            failure = Failures.toFailure(new LifeboatException(ErrorCode.TARGET_UNREACHABLE, left));
        } else if (left != null) {
            warnings.add(left);
        }
        DrillReport report = write(
                request,
                new DrillReport(
                        runId,
                        request.name(),
                        set,
                        DrillVerdict.proven(restore),
                        startedAt,
                        now(),
                        restore,
                        failure == null ? null : message(failure),
                        warnings,
                        null,
                        choice.byHand() ? DrillReport.BY_HAND : DrillReport.BY_LIFEBOAT,
                        mutations,
                        chaos,
                        List.of(),
                        request.startedBy()));
        written = report;
        if (report.proven()) {
            auditing.record(
                    AuditEvents.proven(runId, set, Vault.of(request.runbook()).soleStore(), request.startedBy()));
        }
        if (failure != null) {
            throw failure;
        }
        say("proven");
        return report;
    }

    private DrillReport write(DrillRequest request, DrillReport report) {
        DrillReport[] placed = new DrillReport[1];
        Workflow.newDetachedCancellationScope(() -> placed[0] = cleanup.report(Vault.of(request.runbook()), report))
                .run();
        return placed[0];
    }

    /** A drill that found no set to rehearse with is one that failed, too. */
    private void reportNoSet(DrillRequest request, String error) {
        DrillActivities lastWords = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.REPORT);
        DrillReport report = new DrillReport(
                runId,
                request.name(),
                set,
                false,
                startedAt,
                now(),
                null,
                error,
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                request.startedBy());
        Reporting.quietly(() -> lastWords.report(Vault.of(request.runbook()), report));
    }

    /** What earlier drills left is told of, and hinders none. */
    private List<String> sweep(DrillRequest request) {
        List<String> warnings = new ArrayList<>();
        say("looking for leftovers of earlier drills");
        try {
            SweepReport swept = tidying.sweep(request);
            swept.removed()
                    .forEach(line -> warnings.add("an earlier drill had left behind, and it was removed: " + line));
            swept.kept().forEach(line -> warnings.add("it looks like a drill's leftover, and was left alone: " + line));
        } catch (ActivityFailure e) {
            throwIfCancelled(e);
            warnings.add("leftovers of earlier drills could not be looked for: " + message(e));
        }
        return warnings;
    }

    /** The set is proven by now: whatever the gates miss, or hinders their trial, takes nothing from that. */
    private @Nullable MutationReport tryGates(
            DrillRequest request, ThrowAway throwAway, String execution, List<String> warnings) {
        if (request.options().mutate().isEmpty()) {
            return null;
        }
        say("trying the gates with known damage");
        try {
            MutationReport report = DrillRestore.activities(
                            throwAway, ActivityPolicies.within(DrillTimes.ASKING, ActivityPolicies.LONG_TRANSFER))
                    .tryGates(request, throwAway, execution);
            if (report.tried().isEmpty()) {
                warnings.add("the gates were not tried: " + String.join("; ", report.skipped()));
            } else if (report.stopped().isEmpty()) {
                told.gatesHold(report);
            } else {
                told.gatesWeaker(report);
            }
            return report;
        } catch (ActivityFailure e) {
            throwIfCancelled(e);
            warnings.add("the gates could not be tried: " + message(e));
            return null;
        }
    }

    /** A person of the role puts a name under it, however long that takes; the set is proven without. */
    private DrillReport signOff(DrillRequest request, DrillReport report) {
        String role = request.options().signOff();
        String object = report.object();
        if (role == null || object == null) {
            return report;
        }
        Vault vault = Vault.of(request.runbook());
        DrillEvidence evidence = activities.evidence(vault, object);
        say("waiting for the sign-off of a person with role " + role);
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet(SIGN_OFF));
        Verb verb = ask(request, role, object, evidence);
        Workflow.upsertTypedSearchAttributes(SearchKeys.WAITING_FOR.valueSet("nothing"));
        auditing.decisions(SIGN_OFF, runId, set, keeper.decisions());
        DrillReport signed = write(request, report.signedOff(keeper.decisions()));
        if (verb == Verb.ABORT) {
            throw Failures.toFailure(new LifeboatException(
                    ErrorCode.ABORTED, "the drill of " + set + " is proven, and its report was not signed off"));
        }
        say("signed off");
        return signed;
    }

    /** Reminds and escalates; ends by itself only in time to tell of it. */
    private Verb ask(DrillRequest request, String role, String object, DrillEvidence evidence) {
        Verb[] said = new Verb[1];
        DecisionPoint.Question question = new DecisionPoint.Question(
                runId,
                SIGN_OFF,
                "report",
                evidence.sha256(),
                evidence.nonce(),
                true,
                EnumSet.of(Verb.APPROVE, Verb.ABORT),
                set);
        Approval approval = new Approval(1, List.of(role), false, Duration.ofDays(1), Duration.ofDays(3));
        String subject = "sign off the drill \"" + request.name() + "\" of " + set;
        try {
            people.decide(
                    () -> said[0] = keeper.ask(question, approval, subject, List.of(), object),
                    "the drill of " + set + " is proven, and nobody of role " + role + " signed it off");
        } finally {
            told.decided(set);
        }
        return said[0];
    }

    private static void throwIfCancelled(ActivityFailure failure) {
        if (CancellationScope.current().isCancelRequested()) {
            throw failure;
        }
    }

    static String message(RuntimeException failure) {
        LifeboatException known = Failures.find(failure);
        return known == null ? failure.getClass().getSimpleName() : known.code() + ": " + known.getMessage();
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
        return new RestoreProgress(runId, step, set, "a throw-away database", true, startedAt, keeper.waiting());
    }

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        publish();
    }

    private void publish() {
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: " + set);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
