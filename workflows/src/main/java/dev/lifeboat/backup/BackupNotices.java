package dev.lifeboat.backup;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.notice.Coverage;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeActivities;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.ByteCount;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people hear of a backup. Its matter is the mode: the next one that succeeds resolves what the last one opened. */
final class BackupNotices {
    private final BackupRequest request;
    private final Notices notices;
    private final String mode;
    private final String key;

    BackupNotices(BackupRequest request, Notices notices) {
        this.request = request;
        this.notices = notices;
        this.mode = request.mode().wireName();
        this.key = "backup/" + request.runbook().name() + "/" + mode;
    }

    void started() {
        notices.tell(
                NoticeEvent.BACKUP_STARTED,
                Severity.INFO,
                key,
                "backup " + mode + " begins",
                "",
                Fact.list("mode", mode));
    }

    void completed(BackupReport report) {
        int warnings = report.warnings().size();
        String status = report.verified() ? "verified" : "taken";
        notices.tell(
                NoticeEvent.BACKUP_COMPLETED,
                warnings == 0 ? Severity.INFO : Severity.WARNING,
                key,
                "backup " + mode + " completed: " + report.setId()
                        + (warnings == 0 ? "" : ", with " + Spoken.count(warnings, "warning")),
                String.join("\n", report.warnings()),
                Fact.list(
                        "mode",
                        mode,
                        "set",
                        report.setId(),
                        "size",
                        new ByteCount(report.bytes()).human(),
                        "stored",
                        new ByteCount(report.storedBytes()).human(),
                        "tables",
                        report.tables(),
                        "rows",
                        String.format(Locale.ROOT, "%,d", report.rows()),
                        "duration",
                        Spoken.duration(report.duration()),
                        "status",
                        status,
                        "warnings",
                        warnings));
    }

    /** Told at once: what follows may take hours, or fail. The matter is the health check's, which resolves it. */
    void alarmed(SealedSet sealed) {
        notices.tell(
                NoticeEvent.BACKUP_ALARM,
                Severity.CRITICAL,
                "health/" + request.runbook().name() + "/alarm/" + sealed.setId(),
                "backup " + mode + " ALARM: " + sealed.setId() + " differs from the sets before it",
                String.join("\n", sealed.findings())
                        + "\n"
                        + "older sets are pinned and retention stands still until a person looks: lifeboat alarms show"
                        + " "
                        + sealed.setId(),
                Fact.list("mode", mode, "set", sealed.setId(), "action", "lifeboat alarms show " + sealed.setId()));
    }

    /** With what it means: up to when data could be brought back now. */
    void failed(RuntimeException failure, boolean cancelled, String why, Duration took) {
        Coverage coverage = coverage();
        Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        notices.tell(
                NoticeEvent.BACKUP_FAILED,
                Severity.CRITICAL,
                key,
                "backup " + mode + (cancelled ? " CANCELLED" : " FAILED"),
                why,
                Fact.list(
                        "mode",
                        mode,
                        "duration",
                        Spoken.duration(took),
                        "error",
                        why,
                        "action",
                        cancelled ? again() : Failures.action(failure) + "; then " + again(),
                        "impact",
                        coverage == null
                                ? "not known: the stores do not answer"
                                : coverage.impact(request.runbook().objectives().rpo(), now),
                        "covered",
                        coverage == null ? null : coverage.covered(now)));
    }

    private String again() {
        return "lifeboat backup --mode " + mode;
    }

    /** Null: it could not be found out. A failure is told of in any case. */
    private @Nullable Coverage coverage() {
        Coverage[] found = new Coverage[1];
        try {
            Workflow.newDetachedCancellationScope(
                            () -> found[0] = Workflow.newActivityStub(NoticeActivities.class, ActivityPolicies.NOTICE)
                                    .coverage(request.vault()))
                    .run();
        } catch (ActivityFailure e) {
            return null;
        }
        return found[0];
    }
}
