package dev.lifeboat.health;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Look, compare with what people were told, tell, and only then write down that they were: who dies between the two tells it once
 * more, and never not at all (ADR 17).
 */
public final class HealthWorkflowImpl implements HealthWorkflow {
    private static final Logger LOG = Workflow.getLogger(HealthWorkflowImpl.class);

    private final HealthActivities looking =
            Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final HealthActivities records = Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.NOTICE);

    @Override
    public HealthReport check(HealthRequest request) {
        Runbook book = request.runbook();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("health"), SearchKeys.RUNBOOK.valueSet(book.name()));
        Notices notices = Notices.of(book, Workflow.getInfo().getWorkflowId());
        try {
            HealthState before = told(Vault.of(book));
            Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
            HealthLook look = looking.examine(request, now);
            Alerts alerts = Alerts.between(before, look, now);
            HealthNotices telling = new HealthNotices(notices, book.name());
            alerts.raised().forEach(telling::problem);
            alerts.resolved().forEach(telling::resolved);
            notices.awaitDelivery();
            if (!alerts.sameAs(before)) {
                record(Vault.of(book), alerts.state());
            }
            HealthReport report = new HealthReport(
                    book.name(),
                    now,
                    look.checks(),
                    alerts.state().open(),
                    alerts.raised().stream().map(HealthProblem::id).toList(),
                    alerts.resolved().stream().map(over -> over.problem().id()).toList(),
                    look.unseen());
            say(report);
            return report;
        } catch (RuntimeException e) {
            if (!CancellationScope.current().isCancelRequested()) {
                notices.problem(
                        "health/" + book.name(),
                        Severity.CRITICAL,
                        "[HEALTH] " + book.name() + " could not be looked at",
                        Failures.describe(e, "looking"),
                        Fact.list("impact", "nobody notices what goes wrong", "action", Failures.action(e)));
                notices.awaitDelivery();
            }
            throw e;
        }
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
