package dev.lifeboat.health;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Look, compare with what people were told, tell, and only then write down that they were: who dies between the two tells it once
 * more, and never not at all (ADR 17).
 */
public final class HealthWorkflowImpl implements HealthWorkflow {
    private static final Logger LOG = Workflow.getLogger(HealthWorkflowImpl.class);
    private static final String LOOK = "look";
    /** Another process is telling: by then it has written down what. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private static final int MOST_WAITS = 12;

    private final HealthActivities looking =
            Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final HealthActivities records = Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.NOTICE);

    @Override
    public HealthReport check(HealthRequest request) {
        Runbook book = request.runbook();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("health"), SearchKeys.RUNBOOK.valueSet(book.name()));
        try {
            HealthLook look = looking.examine(request, now());
            Alerts told = tell(book, before -> look);
            HealthReport report = new HealthReport(
                    book.name(),
                    told.state().at(),
                    look.checks(),
                    told.state().open(),
                    told.raisedIds(),
                    told.resolvedIds(),
                    look.unseen());
            say(report);
            return report;
        } catch (RuntimeException e) {
            if (!CancellationScope.current().isCancelRequested()) {
                tell(book, before -> blind(e).of(List.of(LOOK), before));
            }
            throw e;
        }
    }

    /**
     * Tells what is new since people were told last, and writes down that they were.
     *
     * @param seen what was seen, for who knows what people know
     */
    private Alerts tell(Runbook book, Function<HealthState, HealthLook> seen) {
        Vault vault = Vault.of(book);
        HealthState before = told(vault);
        Alerts alerts = Alerts.between(before, seen.apply(before), now());
        for (int times = 0; !alerts.silent() && times < MOST_WAITS && !mayTell(vault, before); times++) {
            Workflow.sleep(WAIT);
            before = told(vault);
            alerts = Alerts.between(before, seen.apply(before), now());
        }
        Notices notices = Notices.of(book, Workflow.getInfo().getWorkflowId());
        HealthNotices telling = new HealthNotices(notices::tell, book.name());
        alerts.raised().forEach(telling::raised);
        alerts.resolved().forEach(telling::resolved);
        notices.awaitDelivery();
        if (!alerts.sameAs(before)) {
            record(vault, alerts.state());
        }
        return alerts;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    /** Nobody is kept waiting for long: rather twice than not at all. */
    private boolean mayTell(Vault vault, HealthState before) {
        try {
            return records.claim(vault, before, Workflow.getInfo().getRunId(), now());
        } catch (ActivityFailure e) {
            LOG.warn("event=health-claim-failed reason={}", e.getMessage());
            return true;
        }
    }

    /** A problem as any other: told once, and over with the first look that succeeds. */
    private static HealthLook blind(RuntimeException failure) {
        HealthProblem problem = new HealthProblem(
                LOOK,
                LOOK,
                Severity.CRITICAL,
                "it could not be looked at: " + Failures.describe(failure, "looking"),
                "nobody notices what goes wrong",
                Failures.action(failure));
        return new HealthLook(1, List.of(problem), List.of());
    }

    /** The newer of the record in the store and the schedule's last result: the one survives Temporal, the other a store. */
    private HealthState told(Vault vault) {
        HealthState recorded = HealthState.NONE;
        try {
            recorded = records.told(vault);
        } catch (ActivityFailure e) {
            LOG.warn("event=health-record-not-read reason={}", e.getMessage());
        }
        HealthReport last = lastResult();
        HealthState result = last == null ? HealthState.NONE : last.state();
        return result.at().isAfter(recorded.at()) ? result : recorded;
    }

    private static @Nullable HealthReport lastResult() {
        return Workflow.getLastCompletionResult(HealthReport.class);
    }

    private void record(Vault vault, HealthState state) {
        try {
            records.record(vault, state);
        } catch (ActivityFailure e) {
            LOG.warn("event=health-record-not-written reason={}", e.getMessage());
        }
    }

    private static void say(HealthReport report) {
        StringBuilder text = new StringBuilder("- **checks**: " + report.checks() + "\n- **problems**: "
                + report.open().size());
        report.open().forEach(open -> text.append("\n- **")
                .append(open.problem().severity())
                .append("** ")
                .append(open.problem().id())
                .append(": ")
                .append(open.problem().what()));
        Workflow.setCurrentDetails(text.toString());
    }
}
