package dev.lifeboat.audit;

import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.stream.Collectors;

/** Examine, tell, and sign only what was found whole: a head over a broken log would whitewash it. */
public final class AuditWorkflowImpl implements AuditWorkflow {
    private static final int MOST_TOLD = 10;

    private final AuditActivities reading =
            Workflow.newActivityStub(AuditActivities.class, ActivityPolicies.LONG_TRANSFER);

    @Override
    public AuditReport verify(Runbook runbook) {
        String runId = Workflow.getInfo().getWorkflowId();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("audit"), SearchKeys.RUNBOOK.valueSet(runbook.name()));
        Notices notices = Notices.of(runbook, runId);
        String key = "audit/" + runbook.name();
        Auditing auditing = Auditing.of(runbook, notices);
        try {
            AuditReport report = reading.examine(Vault.of(runbook), now());
            auditing.record(AuditEvents.examined(report, Auditing.startedBy("lifeboat")));
            if (!report.findings().isEmpty()) {
                notices.tell(
                        report.tampered() ? NoticeEvent.AUDIT_TAMPERED : NoticeEvent.AUDIT_WARNING,
                        report.tampered() ? Severity.CRITICAL : Severity.WARNING,
                        key,
                        "[AUDIT] " + runbook.name()
                                + (report.tampered() ? ": TAMPERED WITH" : ": somebody should look"),
                        text(report),
                        Fact.list(
                                "findings",
                                report.findings().size() + report.findingsLeftOut(),
                                "action",
                                "lifeboat audit verify"));
            } else {
                notices.tell(
                        NoticeEvent.AUDIT_CLEAN,
                        Severity.INFO,
                        key,
                        "[AUDIT] " + runbook.name() + ": log and sets are whole",
                        "",
                        Fact.list("entries", report.entries(), "sets", report.sets()));
            }
            if (report.tampered()) {
                AuditFinding first = report.findings().get(0);
                throw Failures.toFailure(new LifeboatException(first.code(), first.describe()));
            }
            auditing.signHeads(runId, report.newestSet(), report.newestManifestSha256());
            return report;
        } catch (RuntimeException e) {
            // A broken chain was told already, with all that is broken.
            LifeboatException known = Failures.find(e);
            if (known == null || !AuditFinding.CODES.contains(known.code())) {
                notices.tell(
                        NoticeEvent.AUDIT_WARNING,
                        Severity.CRITICAL,
                        key,
                        "[AUDIT] " + runbook.name() + " could not be examined",
                        Failures.describe(e, "examining"),
                        Fact.list("action", Failures.action(e)));
            }
            throw e;
        } finally {
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private static String text(AuditReport report) {
        int more = report.findings().size() - MOST_TOLD + report.findingsLeftOut();
        return report.findings().stream()
                        .limit(MOST_TOLD)
                        .map(AuditFinding::describe)
                        .collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand " + more + " more: `lifeboat audit verify`" : "");
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
