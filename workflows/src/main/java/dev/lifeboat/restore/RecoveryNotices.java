package dev.lifeboat.restore;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people hear of a run that brings something back: a restore, a repair, a roll-back. Its matter is the run. */
public final class RecoveryNotices {
    /** {@linkplain #how How} a run ended that was never begun. */
    public static final String REFUSED = "REFUSED";

    private final Notices notices;
    private final String mark;
    private final String runbook;
    private final String target;
    private final String again;

    /**
     * @param mark begins the subjects: {@code [RECOVERY]}
     * @param target where something is brought back, in words
     * @param again the command that tries it again
     */
    public RecoveryNotices(Notices notices, String mark, String runbook, String target, String again) {
        this.notices = notices;
        this.mark = mark;
        this.runbook = runbook;
        this.target = target;
        this.again = again;
    }

    /** It has begun. */
    public void started(String set, Instant takenAt, String startedBy) {
        notices.tell(
                NoticeEvent.RECOVERY_STARTED,
                Severity.WARNING,
                mark + " " + runbook + " " + target,
                "set " + set + ", data as of " + takenAt + ", started by " + startedBy,
                Fact.list("set", set, "as-of", Spoken.moment(takenAt), "target", target, "started-by", startedBy));
    }

    /** It has ended, as it should or as a person said. */
    public void ended(
            RestoreOutcome outcome, String set, Duration took, List<String> warnings, @Nullable String report) {
        boolean back = outcome != RestoreOutcome.ABORTED;
        notices.tell(
                back ? NoticeEvent.RECOVERY_COMPLETED : NoticeEvent.RECOVERY_FAILED,
                outcome == RestoreOutcome.COMPLETED ? Severity.INFO : Severity.CRITICAL,
                mark + " " + runbook + ": " + outcome,
                "report " + report,
                Fact.list(
                        "set",
                        set,
                        "target",
                        target,
                        "duration",
                        back ? Spoken.duration(took) : null,
                        "status",
                        back ? outcome.name() : null,
                        "warnings",
                        back ? warnings.size() : null,
                        "error",
                        back ? null : "a person ended it",
                        "action",
                        back ? null : again,
                        "report",
                        report));
    }

    /**
     * How a run came to its end that did not come to its own: {@link #REFUSED}, CANCELLED or FAILED. What cannot be done as it was
     * asked, with a name that nothing has or a target that may not be taken, is refused as long as nothing was begun; a store that
     * is away or a set that was tampered with is another matter.
     */
    public static String how(boolean begun, RuntimeException failure) {
        LifeboatException known = Failures.find(failure);
        if (!begun
                && known != null
                && (known.code().category() == ErrorCategory.OPERATOR
                        || known.code() == ErrorCode.TARGET_UNREACHABLE)) {
            return REFUSED;
        }
        return CancellationScope.current().isCancelRequested() ? "CANCELLED" : "FAILED";
    }

    /** Nobody has to come for it, and what was told of earlier runs of this id stays as it is. */
    private void refused(String why, RuntimeException failure) {
        notices.tell(
                NoticeEvent.RECOVERY_REFUSED,
                Severity.WARNING,
                Workflow.getInfo().getWorkflowId() + "/refused",
                mark + " " + runbook + " " + target + " was not begun",
                why,
                Fact.list("target", target, "error", why, "action", Failures.action(failure)));
    }

    /**
     * It failed, was cancelled or refused.
     *
     * @param how as {@link #how} says
     */
    public void failed(String how, @Nullable String set, String why, RuntimeException failure) {
        if (how.equals(REFUSED)) {
            refused(why, failure);
            return;
        }
        notices.tell(
                NoticeEvent.RECOVERY_FAILED,
                Severity.CRITICAL,
                mark + " " + runbook + " " + target + " " + how,
                why,
                Fact.list(
                        "set",
                        set,
                        "target",
                        target,
                        "error",
                        why,
                        "action",
                        Failures.action(failure) + "; then " + again));
    }

    /** A drill in which people decided has ended: what they were asked is over. */
    void rehearsed(@Nullable String set) {
        notices.tell(
                NoticeEvent.DRILL_DECIDED,
                Severity.INFO,
                "[DRILL] nobody is asked about the restore of " + runbook + " " + target + " any more",
                "",
                Fact.list("set", set));
    }

    /** It goes on, and somebody should look. */
    public void warn(String subject, String text) {
        notices.tell(
                NoticeEvent.RECOVERY_WARNING,
                Severity.WARNING,
                subject,
                text,
                Fact.list("target", target, "action", "lifeboat status"));
    }

    /** A step of the runbook tells an audience. */
    void announce(String audience, String text) {
        notices.tell(
                NoticeEvent.STAKEHOLDERS,
                Severity.WARNING,
                runbook + ": tell " + audience,
                text,
                Fact.list("audience", audience));
    }

    /** A phase cannot be loaded, though it is not its turn yet. */
    void phaseFailed(String phase, String why, RuntimeException failure) {
        notices.tell(
                NoticeEvent.PHASE_FAILED,
                Severity.CRITICAL,
                runbook + ": phase " + phase + " cannot be loaded",
                why,
                Fact.list("phase", phase, "error", why, "action", Failures.action(failure)));
    }
}
