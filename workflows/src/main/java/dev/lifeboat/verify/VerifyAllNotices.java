package dev.lifeboat.verify;

import dev.lifeboat.error.Failures;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.VerifySchedule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people hear of a scheduled verification. Its matter is the schedule: the next one that is right resolves it. */
final class VerifyAllNotices {
    private static final int MOST_TOLD = 10;

    private final VerifyAllRequest request;
    private final Notices notices;
    private final String schedule;
    private final String what;

    VerifyAllNotices(VerifyAllRequest request, Notices notices) {
        this.request = request;
        this.notices = notices;
        this.schedule = "verify/" + request.name();
        this.what = what(request.sets());
    }

    /** {@code all sets}, {@code the latest set}, {@code the latest weekly set}. */
    private static String what(String sets) {
        if (VerifySchedule.ALL.equals(sets)) {
            return "all sets";
        }
        int mode = sets.indexOf(':') + 1;
        return mode == 0
                ? "the " + sets + " set"
                : "the " + sets.substring(0, mode - 1) + " " + sets.substring(mode) + " set";
    }

    void started() {
        tell(
                NoticeEvent.VERIFICATION_STARTED,
                Severity.INFO,
                "verification of " + what + " begins",
                "",
                Fact.list("set", request.sets()));
    }

    void ended(VerifyAllReport report) {
        if (report.failed().isEmpty() && report.problems().isEmpty()) {
            completed(report);
        } else {
            failed(report);
        }
    }

    private void completed(VerifyAllReport report) {
        List<VerifiedSet> sets = report.sets();
        tell(
                NoticeEvent.VERIFICATION_COMPLETED,
                Severity.INFO,
                what + (VerifySchedule.ALL.equals(request.sets()) ? " are" : " is") + " verified",
                summary(report),
                Fact.list(
                        "set",
                        request.sets(),
                        "size",
                        new ByteCount(sets.stream()
                                        .mapToLong(VerifiedSet::bytes)
                                        .sum())
                                .human(),
                        "rows",
                        String.format(
                                Locale.ROOT,
                                "%,d",
                                sets.stream().mapToLong(VerifiedSet::rows).sum()),
                        "duration",
                        Spoken.duration(Duration.between(report.startedAt(), report.endedAt())),
                        "status",
                        "verified",
                        "warnings",
                        sets.stream().mapToInt(VerifiedSet::warnings).sum(),
                        "report",
                        report.object()));
    }

    private void failed(VerifyAllReport report) {
        List<VerifiedSet> failed = report.failed();
        boolean unread = failed.isEmpty();
        tell(
                NoticeEvent.VERIFICATION_FAILED,
                Severity.CRITICAL,
                "verification of " + what + " FAILED",
                summary(report),
                Fact.list(
                        "set",
                        request.sets(),
                        "error",
                        unread ? report.problems().get(0) : problem(failed.get(0)) + more(failed.size() - 1),
                        "action",
                        unread
                                ? "lifeboat doctor shows what is in the way; then lifeboat schedules run " + schedule
                                : "lifeboat copy --missing, or lifeboat backup for a good one",
                        "impact",
                        unread
                                ? "nobody knows whether what was not read is right"
                                : "nothing can be restored from these copies: `lifeboat list` shows which sets are good",
                        "report",
                        report.object()));
    }

    /** Before there was anything to report. */
    void failed(String why, RuntimeException failure) {
        tell(
                NoticeEvent.VERIFICATION_FAILED,
                Severity.CRITICAL,
                "verification of " + what + " FAILED",
                why,
                Fact.list(
                        "set",
                        request.sets(),
                        "error",
                        why,
                        "action",
                        Failures.action(failure) + "; then lifeboat schedules run " + schedule,
                        "impact",
                        "nothing may rely on " + what
                                + " before it has been verified: `lifeboat list` shows which sets are good"));
    }

    private void tell(NoticeEvent event, Severity severity, String subject, String text, List<Fact> facts) {
        notices.tell(
                event, severity, "verify/" + request.runbook().name() + "/all/" + request.name(), subject, text, facts);
    }

    /** How many were read, and each that is not right. */
    static String summary(VerifyAllReport report) {
        List<VerifiedSet> failed = report.failed();
        String failures =
                failed.stream().limit(MOST_TOLD).map(set -> "\n" + problem(set)).collect(Collectors.joining());
        int more = failed.size() - MOST_TOLD;
        return report.sets().size() + " sets read, " + failed.size() + " of them failed"
                + failures
                + (more > 0 ? "\nand " + more + " more" : "")
                + report.problems().stream().map(problem -> "\n" + problem).collect(Collectors.joining());
    }

    private static String problem(VerifiedSet set) {
        return set.set() + " in " + set.store() + ": " + set.error();
    }

    private static String more(int others) {
        return others == 0 ? "" : ", and " + others + " more";
    }
}
