package dev.lifeboat.drill;

import dev.lifeboat.error.Failures;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people hear of a drill. Its matter is the schedule: the next one that is green resolves what the last one opened. */
final class DrillNotices {
    private final DrillRequest request;
    private final Notices notices;
    private final String key;

    DrillNotices(DrillRequest request, Notices notices) {
        this.request = request;
        this.notices = notices;
        this.key = "drill/" + request.runbook().name() + "/" + request.name();
    }

    void started(String set) {
        notices.tell(
                NoticeEvent.DRILL_STARTED,
                Severity.INFO,
                key,
                "[DRILL] of " + set + " begins",
                "",
                Fact.list("drill", request.name(), "set", set));
    }

    /** Nobody has to come for it, and what earlier drills told of stays as it is. */
    void refused(String set, String why, RuntimeException failure) {
        notices.tell(
                NoticeEvent.DRILL_REFUSED,
                Severity.WARNING,
                Workflow.getInfo().getWorkflowId() + "/refused",
                "[DRILL] of " + set + " was not begun",
                why,
                Fact.list("drill", request.name(), "set", set, "error", why, "action", Failures.action(failure)));
    }

    void proven(DrillReport report) {
        List<String> warnings = new ArrayList<>(report.warnings());
        RestoreReport restore = report.restore();
        List<PhaseReport> phases = List.of();
        if (restore != null) {
            warnings.addAll(restore.warnings());
            phases = restore.phases();
        }
        notices.tell(
                NoticeEvent.DRILL_PROVEN,
                Severity.INFO,
                key,
                "[DRILL] " + report.setId() + " is proven",
                String.join("\n", warnings),
                Fact.list(
                        "drill",
                        request.name(),
                        "set",
                        report.setId(),
                        "phases",
                        phases.size(),
                        "rows",
                        String.format(
                                Locale.ROOT,
                                "%,d",
                                phases.stream().mapToLong(PhaseReport::rows).sum()),
                        "duration",
                        Spoken.duration(Duration.between(report.startedAt(), report.endedAt())),
                        "status",
                        "proven",
                        "warnings",
                        warnings.size(),
                        "report",
                        report.object()));
    }

    /** The set is proven all the same: what its gates no longer catch would pass unseen on the worst day. */
    void gatesWeaker(MutationReport report) {
        notices.tell(
                NoticeEvent.GATES_WEAKER,
                Severity.CRITICAL,
                "gates/" + request.runbook().name(),
                "[DRILL] gates of " + request.runbook().name() + " no longer catch what they caught before",
                report.describe() + "; not any more: " + String.join(", ", report.stopped()),
                Fact.list(
                        "drill",
                        request.name(),
                        "damages",
                        String.join(", ", report.stopped()),
                        "action",
                        "compare the runbook's gates with those of the drill before; the drill's report advises checks"));
    }

    /** It resolves what an earlier drill told of. */
    void gatesHold(MutationReport report) {
        notices.tell(
                NoticeEvent.GATES_HOLD,
                Severity.INFO,
                "gates/" + request.runbook().name(),
                "[DRILL] gates of " + request.runbook().name() + " catch what they caught before",
                report.describe(),
                Fact.list("drill", request.name()));
    }

    /** Whether somebody signed, refused or nobody came: the matter is the run, by which they were asked. */
    void decided(String set) {
        notices.tell(
                NoticeEvent.DRILL_DECIDED,
                Severity.INFO,
                "[DRILL] nobody is asked about the report on " + set + " any more",
                "",
                Fact.list("set", set));
    }

    /** What failed came after the restore: nobody shall doubt the set for it. */
    void failedProven(String set, String step, String why, @Nullable String report) {
        String signOff = request.options().signOff();
        failed(
                Severity.WARNING,
                set,
                set + " is proven, but the drill FAILED",
                why,
                why,
                "lifeboat drill --set " + set + (signOff == null ? "" : " --sign-off " + signOff),
                set + " can be restored; what failed was: " + step,
                report);
    }

    /**
     * A copy of production data stands where nobody looks after it: whatever the gates said, that is urgent.
     *
     * @param left where it is, and why
     * @param report null: there is none
     */
    void copyLeft(String set, String why, String left, @Nullable DrillReport report) {
        boolean proven = report != null && report.proven();
        failed(
                Severity.CRITICAL,
                set,
                set + (proven ? " is proven, but the drill FAILED" : " FAILED") + ": a copy of production data is left",
                why.contains(left) ? why : why + "\n" + left,
                why,
                "lifeboat drill --sweep, on the machine that has it, as soon as that or the drill server answers",
                left + "; " + (proven ? set + " can be restored" : nobodyKnows(set)),
                report == null ? null : report.object());
    }

    /** @param report where it is; null: there is none of a copy that was restored */
    void failed(String set, String why, @Nullable String report, RuntimeException failure) {
        failed(
                Severity.CRITICAL,
                set,
                set + " FAILED",
                why,
                why,
                Failures.action(failure) + "; then lifeboat drill --set " + set,
                nobodyKnows(set),
                report);
    }

    private static String nobodyKnows(String set) {
        return "nobody knows whether " + set + " can be restored: `lifeboat list` shows which sets are proven";
    }

    private void failed(
            Severity severity,
            String set,
            String subject,
            String text,
            String why,
            String action,
            String impact,
            @Nullable String report) {
        notices.tell(
                NoticeEvent.DRILL_FAILED,
                severity,
                key,
                "[DRILL] " + subject,
                text,
                Fact.list(
                        "drill",
                        request.name(),
                        "set",
                        set,
                        "error",
                        why,
                        "action",
                        action,
                        "impact",
                        impact,
                        "report",
                        report));
    }
}
