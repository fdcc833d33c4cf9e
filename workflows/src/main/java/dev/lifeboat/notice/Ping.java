package dev.lifeboat.notice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher of the healthchecks kind is told: that a run began, succeeded or failed.
 *
 * @param names under which a check may stand, the most exact first; empty: all checks
 * @param signal what stands behind the check's URL; empty: success
 */
public record Ping(List<String> names, String signal) {
    private static final String BACKUP = "backup";
    private static final String VERIFY = "verify";
    private static final String DRILL = "drill";
    private static final String RETENTION = "retention";
    private static final String START = "start";
    private static final String SUCCESS = "";
    private static final String FAIL = "fail";

    public Ping {
        names = List.copyOf(names);
    }

    /** The ping of a notice; null: it is about something else. */
    public static @Nullable Ping of(Notice notice) {
        return switch (notice.event()) {
            case BACKUP_STARTED -> backup(notice, START);
            case BACKUP_COMPLETED -> backup(notice, SUCCESS);
            case BACKUP_FAILED -> backup(notice, FAIL);
            case VERIFICATION_STARTED -> new Ping(List.of(VERIFY), START);
            case VERIFICATION_COMPLETED -> new Ping(List.of(VERIFY), SUCCESS);
            case VERIFICATION_FAILED -> new Ping(List.of(VERIFY), FAIL);
            case DRILL_STARTED -> drill(notice, START);
            case DRILL_PROVEN -> drill(notice, SUCCESS);
            case DRILL_FAILED -> drill(notice, FAIL);
            case RETENTION_STARTED -> new Ping(List.of(RETENTION), START);
            case RETENTION_DONE -> new Ping(List.of(RETENTION), SUCCESS);
            case RETENTION_FAILED -> new Ping(List.of(RETENTION), FAIL);
            // No success: none of the checks' runs succeeded by it.
            case TEST -> new Ping(List.of(), "log");
            case BACKUP_ALARM,
                    DRILL_REFUSED,
                    GATES_WEAKER,
                    GATES_HOLD,
                    DRILL_DECIDED,
                    RECOVERY_STARTED,
                    RECOVERY_COMPLETED,
                    RECOVERY_FAILED,
                    RECOVERY_REFUSED,
                    RECOVERY_WARNING,
                    PHASE_FAILED,
                    PHASE_BUDGET,
                    DECISION_WAITING,
                    DECISION_MADE,
                    DECISION_WAIVED,
                    STAKEHOLDERS,
                    AUDIT_CLEAN,
                    AUDIT_TAMPERED,
                    AUDIT_WARNING,
                    HEALTH_PROBLEM,
                    HEALTH_RESOLVED,
                    NOTICES_HELD -> null;
        };
    }

    private static Ping backup(Notice notice, String signal) {
        return new Ping(List.of(String.valueOf(notice.fact("mode")), BACKUP), signal);
    }

    private static Ping drill(Notice notice, String signal) {
        return new Ping(List.of(DRILL + "-" + notice.fact("drill"), DRILL), signal);
    }
}
