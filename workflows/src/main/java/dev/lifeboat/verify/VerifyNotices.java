package dev.lifeboat.verify;

import dev.lifeboat.error.Failures;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.ByteCount;
import java.util.Locale;

/** What people hear of a verification. Its matter is the set. */
final class VerifyNotices {
    private final String runbook;
    private final Notices notices;

    VerifyNotices(String runbook, Notices notices) {
        this.runbook = runbook;
        this.notices = notices;
    }

    void started(String set) {
        notices.tell(
                NoticeEvent.VERIFICATION_STARTED,
                Severity.INFO,
                key(set),
                "verification of " + set + " begins",
                "",
                Fact.list("set", set));
    }

    void completed(VerifyReport report) {
        int warnings = report.warnings().size();
        notices.tell(
                NoticeEvent.VERIFICATION_COMPLETED,
                warnings == 0 ? Severity.INFO : Severity.WARNING,
                key(report.setId()),
                report.setId() + " is verified" + (warnings == 0 ? "" : ", with " + Spoken.count(warnings, "warning")),
                String.join("\n", report.warnings()),
                Fact.list(
                        "set",
                        report.setId(),
                        "size",
                        new ByteCount(report.bytes()).human(),
                        "objects",
                        report.objects(),
                        "rows",
                        String.format(Locale.ROOT, "%,d", report.rows()),
                        "duration",
                        Spoken.duration(report.duration()),
                        "status",
                        "verified",
                        "warnings",
                        warnings));
    }

    void failed(String set, String why, RuntimeException failure) {
        notices.tell(
                NoticeEvent.VERIFICATION_FAILED,
                Severity.CRITICAL,
                key(set),
                "verification of " + set + " FAILED",
                why,
                Fact.list(
                        "set",
                        set,
                        "error",
                        why,
                        "action",
                        Failures.action(failure) + "; then lifeboat backup, for a good one",
                        "impact",
                        "nothing may rely on " + set
                                + " before it has been verified: `lifeboat list` shows which sets are good"));
    }

    private String key(String set) {
        return "verify/" + runbook + "/" + set;
    }
}
