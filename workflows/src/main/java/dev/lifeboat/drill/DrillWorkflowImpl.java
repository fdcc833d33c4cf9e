package dev.lifeboat.drill;

import dev.lifeboat.audit.AuditEvents;
import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.RestoreWorkflow;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.set.Vault;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Choose, provide, restore, report, and always destroy. */
public final class DrillWorkflowImpl implements DrillWorkflow {
    private final DrillActivities activities = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.SHORT);
    private final DrillActivities cleanup = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.CLEANUP);

    private static final String KIND = "drill";

    private String set = "";

    /** Whatever its end is, people hear of it: a drill that fails in silence is worse than none. */
    @Override
    public DrillReport drill(DrillRequest request) {
        set = request.set();
        Notices notices = Notices.of(request.runbook(), Workflow.getInfo().getWorkflowId());
        Auditing auditing = Auditing.of(request.runbook(), notices);
        String runId = Workflow.getInfo().getWorkflowId();
        DrillNotices told = new DrillNotices(request, notices);
        try {
            auditing.record(
                    AuditEvents.begun(KIND, runId, request.set(), "a throw-away database", request.startedBy()));
            told.started();
            DrillReport report = rehearse(request);
            auditing.record(
                    AuditEvents.proven(runId, set, Vault.of(request.runbook()).soleStore(), request.startedBy()));
            told.proven(report);
            return report;
        } catch (RuntimeException e) {
            auditing.record(AuditEvents.failed(KIND, runId, set, message(e), request.startedBy()));
            told.failed(set, message(e), e);
            throw e;
        } finally {
            auditing.signEntries(runId);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private DrillReport rehearse(DrillRequest request) {
        Instant startedAt = now();
        String runId =
                Workflow.getInfo().getWorkflowId() + "/" + Workflow.getInfo().getRunId();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("drill"),
                SearchKeys.RUNBOOK.valueSet(request.runbook().name()),
                SearchKeys.DRILL.valueSet("true"));
        say("choosing a set", request.set());
        ChosenSet choice = activities.choose(request);
        String setId = choice.set();
        set = setId;
        DrillRequest chosen = request.of(choice);
        RestoreReport restore = null;
        TemporalFailure failure = null;
        try {
            say("providing a throw-away database", setId);
            ThrowAway throwAway = activities.provide(chosen, runId);
            say("restoring", setId);
            restore = restore(chosen, throwAway);
        } catch (TemporalFailure e) {
            failure = e;
        } finally {
            // Registered for every way out, cancellation included: a forgotten copy of production data is a leak.
            Workflow.newDetachedCancellationScope(() -> cleanup.destroy(chosen, runId))
                    .run();
        }
        DrillReport[] report = new DrillReport[1];
        RestoreReport restored = restore;
        String error = failure == null ? null : message(failure);
        Workflow.newDetachedCancellationScope(() -> report[0] = cleanup.report(
                        Vault.of(request.runbook()),
                        new DrillReport(
                                Workflow.getInfo().getWorkflowId(),
                                request.name(),
                                setId,
                                proven(restored),
                                startedAt,
                                now(),
                                restored,
                                error,
                                choice.warnings(),
                                null)))
                .run();
        if (failure != null) {
            throw failure;
        }
        if (!report[0].proven()) {
            throw Failures.toFailure(new LifeboatException(
                    ErrorCode.GATE_FAILED, "the drill of " + setId + " was not green throughout"));
        }
        say("proven", setId);
        return report[0];
    }

    private static RestoreReport restore(DrillRequest request, ThrowAway throwAway) {
        RestoreWorkflow child = Workflow.newChildWorkflowStub(
                RestoreWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.restore(request.runbook().name(), throwAway.name()))
                        .setStaticSummary("drill: restore " + request.set())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        return child.restore(new RestoreRequest(
                request.runbook(),
                request.runbookSha256(),
                request.set(),
                throwAway.target(),
                throwAway.name(),
                true,
                false,
                false,
                null,
                request.startedBy(),
                List.of(),
                false,
                true,
                Rights.ALL,
                Selection.ALL,
                request.despiteAlarm(),
                request.manifestSha256()));
    }

    private static boolean proven(@Nullable RestoreReport restore) {
        return restore != null
                && restore.outcome() == RestoreOutcome.COMPLETED
                && restore.phases().stream().allMatch(PhaseReport::contentEqual);
    }

    private static String message(RuntimeException failure) {
        LifeboatException known = Failures.find(failure);
        return known == null ? failure.getClass().getSimpleName() : known.code() + ": " + known.getMessage();
    }

    private static void say(String step, String set) {
        Workflow.setCurrentDetails("- **step**: " + step + "\n- **set**: " + set);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
