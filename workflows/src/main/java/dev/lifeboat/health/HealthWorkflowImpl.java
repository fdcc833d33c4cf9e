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
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Look, compare with what people were told, tell, and only then write down that they were: who dies between the two tells it once
 * more, and never not at all (ADR 17).
 */
public final class HealthWorkflowImpl implements HealthWorkflow {
    private static final Logger LOG = Workflow.getLogger(HealthWorkflowImpl.class);
    private static final String LOOK = "look";

    private final HealthActivities looking =
            Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.LONG_TRANSFER);
    private final HealthActivities records = Workflow.newActivityStub(HealthActivities.class, ActivityPolicies.NOTICE);

    @Override
    public HealthReport check(HealthRequest request) {
        Runbook book = request.runbook();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("health"), SearchKeys.RUNBOOK.valueSet(book.name()));
        Notices notices = Notices.of(book, Workflow.getInfo().getWorkflowId());
        HealthNotices telling = new HealthNotices(notices::tell, book.name());
        HealthState before = told(Vault.of(book));
        Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        try {
            HealthLook look = looking.examine(request, now);
            Alerts alerts = Alerts.between(before, look, now);
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
                HealthState after = blind(before, now, e, telling);
                notices.awaitDelivery();
                if (!after.equals(before)) {
                    record(Vault.of(book), after);
                }
            }
            throw e;
        }
    }

    /** A problem as any other: told once, and over with the first look that succeeds. */
    private static HealthState blind(HealthState before, Instant now, RuntimeException failure, HealthNotices telling) {
        HealthProblem problem = new HealthProblem(
                LOOK,
                LOOK,
                Severity.CRITICAL,
                "it could not be looked at: " + Failures.describe(failure, "looking"),
                "nobody notices what goes wrong",
                Failures.action(failure));
        if (before.open().stream().anyMatch(open -> open.problem().id().equals(LOOK))) {
            return before;
        }
        telling.problem(problem);
        return new HealthState(
                now,
                Stream.concat(before.open().stream(), Stream.of(new OpenProblem(problem, now)))
                        .sorted(Comparator.comparing(open -> open.problem().id()))
                        .toList());
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
