package dev.lifeboat.retention;

import dev.lifeboat.error.Failures;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.ByteCount;
import java.time.Duration;

/** What people hear of a clean-up. Its matter is the runbook's clean-up: the next one that is done resolves it. */
final class RetentionNotices {
    private final Notices notices;
    private final String key;

    RetentionNotices(String runbook, Notices notices) {
        this.notices = notices;
        this.key = "retention/" + runbook;
    }

    void started() {
        notices.tell(NoticeEvent.RETENTION_STARTED, Severity.INFO, key, "clean-up begins", "", Fact.list());
    }

    void done(RetentionReport report) {
        int warnings = report.warnings().size();
        notices.tell(
                NoticeEvent.RETENTION_DONE,
                warnings == 0 ? Severity.INFO : Severity.WARNING,
                key,
                "clean-up done" + (warnings == 0 ? "" : ", with " + Spoken.count(warnings, "warning")),
                String.join("\n", report.warnings()),
                Fact.list(
                        "deleted",
                        report.deleted(),
                        "kept",
                        report.stores().stream().mapToInt(CleanedStore::kept).sum(),
                        "freed",
                        new ByteCount(report.stores().stream()
                                        .mapToLong(store -> store.bytes() + store.leftoverBytes())
                                        .sum())
                                .human(),
                        "duration",
                        Spoken.duration(Duration.between(report.startedAt(), report.endedAt())),
                        "status",
                        "done",
                        "warnings",
                        warnings));
    }

    void failed(RuntimeException failure, boolean cancelled, String why) {
        notices.tell(
                NoticeEvent.RETENTION_FAILED,
                Severity.CRITICAL,
                key,
                "clean-up " + (cancelled ? "CANCELLED" : "FAILED"),
                why,
                Fact.list(
                        "error",
                        why,
                        "action",
                        Failures.action(failure) + "; then lifeboat retention --dry-run",
                        "impact",
                        "stores grow, and people who asked to be forgotten stay in old sets, until a clean-up succeeds"));
    }
}
