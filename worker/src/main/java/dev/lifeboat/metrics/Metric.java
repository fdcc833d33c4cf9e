package dev.lifeboat.metrics;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Every number that Lifeboat itself gives, beside those of Temporal's SDK ({@code temporal_…}); docs/metrics.md has the table. Labels
 * are names of the runbook and words of this program: as many as somebody wrote down, whatever is in the database.
 */
public enum Metric {
    BACKUP_LAST_SUCCESS(
            "lifeboat_backup_last_success_timestamp_seconds",
            Kind.GAUGE,
            "Snapshot time of the newest set of a mode that has not failed; missing: there is none.",
            "runbook",
            "mode"),
    BACKUP_AGE_LIMIT(
            "lifeboat_backup_age_limit_seconds",
            Kind.GAUGE,
            "How old the newest set of a mode may be: its max-age, or the time between two runs of its schedules and an hour.",
            "runbook",
            "mode"),
    BACKUP_DUE(
            "lifeboat_backup_due_timestamp_seconds",
            Kind.GAUGE,
            "When the health check calls the newest set of a mode too old, or its first one late; missing: there never was a set.",
            "runbook",
            "mode"),
    BACKUP_DURATION(
            "lifeboat_backup_duration_seconds",
            Kind.GAUGE,
            "How long the last backup of a mode took that succeeded.",
            "runbook",
            "mode"),
    BACKUP_ROWS("lifeboat_backup_rows", Kind.GAUGE, "Rows of the newest set of a mode.", "runbook", "mode"),
    BACKUP_BYTES(
            "lifeboat_backup_bytes", Kind.GAUGE, "Bytes of the rows of the newest set of a mode.", "runbook", "mode"),
    BACKUP_STORED_BYTES(
            "lifeboat_backup_stored_bytes",
            Kind.GAUGE,
            "Bytes that the newest set of a mode added to each store.",
            "runbook",
            "mode"),
    BACKUP_RATIO(
            "lifeboat_backup_compression_ratio",
            Kind.GAUGE,
            "Bytes of the rows for each byte of the newest set's objects, those of earlier sets that it refers to among them.",
            "runbook",
            "mode"),
    WHOLE_SET(
            "lifeboat_whole_set_timestamp_seconds",
            Kind.GAUGE,
            "Snapshot time of the newest set that has the whole database and no failure or alarm; 0: there is none.",
            "runbook"),
    VERIFY_LAST_SUCCESS(
            "lifeboat_verify_last_success_timestamp_seconds",
            Kind.GAUGE,
            "When a set was last found right in a verification or a drill; 0: never.",
            "runbook"),
    VERIFY_DUE(
            "lifeboat_verify_due_timestamp_seconds",
            Kind.GAUGE,
            "When the health check says that the sets of a store were not read again, unless one is before.",
            "runbook",
            "store"),
    DRILL_LAST_SUCCESS(
            "lifeboat_drill_last_success_timestamp_seconds",
            Kind.GAUGE,
            "When a drill last proved a set; 0: never.",
            "runbook"),
    DRILL_DUE(
            "lifeboat_drill_due_timestamp_seconds",
            Kind.GAUGE,
            "When the health check says that no drill has proven a set, unless one does before; missing: there never was a set.",
            "runbook"),
    DRILL_LAST_RESULT(
            "lifeboat_drill_last_result",
            Kind.GAUGE,
            "1: the last drill of this name proved its set; 0: it did not. Of drills of the runbook, and of a manual one for a week.",
            "runbook",
            "drill"),
    DRILL_DURATION("lifeboat_drill_duration_seconds", Kind.GAUGE, "How long that drill took.", "runbook", "drill"),
    PHASE_DURATION(
            "lifeboat_phase_duration_seconds",
            Kind.GAUGE,
            "From the start of the restore until this phase was accepted, in the last drill that brought it back, by Lifeboat and not by the set's own script.",
            "runbook",
            "phase"),
    PHASE_BUDGET("lifeboat_phase_budget_seconds", Kind.GAUGE, "What the runbook allows for it.", "runbook", "phase"),
    RPO("lifeboat_objective_rpo_seconds", Kind.GAUGE, "objectives.rpo of the runbook.", "runbook"),
    RTO("lifeboat_objective_rto_seconds", Kind.GAUGE, "objectives.rto of the runbook.", "runbook"),
    SETS(
            "lifeboat_sets",
            Kind.GAUGE,
            "Sets by how far they are to be believed: taken, verified, proven, failed.",
            "runbook",
            "state"),
    SETS_ALARMED("lifeboat_sets_alarmed", Kind.GAUGE, "Sets with an alarm that nobody looked at yet.", "runbook"),
    COPIES_MISSING(
            "lifeboat_copies_missing",
            Kind.GAUGE,
            "Sets that a store lacks three hours after they were sealed and as long as it keeps them, or has damaged.",
            "runbook",
            "store"),
    STORE_BYTES("lifeboat_store_bytes", Kind.GAUGE, "Bytes of the sets that a store has.", "runbook", "store"),
    STORE_UP(
            "lifeboat_store_up",
            Kind.GAUGE,
            "1: the store answered when it was last listed; 0: it did not.",
            "runbook",
            "store"),
    READINESS(
            "lifeboat_readiness_score",
            Kind.GAUGE,
            "How ready the system is to be restored, of 100; docs/readiness.md has the reasons.",
            "runbook"),
    READINESS_POINTS(
            "lifeboat_readiness_points",
            Kind.GAUGE,
            "The points of each reason: age of 25, verified of 15, proven of 20, copies of 15, keys of 10, people of 5, drills of 10.",
            "runbook",
            "reason"),
    PROVEN_SET(
            "lifeboat_proven_set_timestamp_seconds",
            Kind.GAUGE,
            "Snapshot time of the newest set that has the whole database and that a drill has restored; 0: there is none.",
            "runbook"),
    WAITING(
            "lifeboat_decisions_waiting",
            Kind.GAUGE,
            "Runs that wait for a person's decision, drills left out.",
            "runbook"),
    READ_AT(
            "lifeboat_catalogue_read_timestamp_seconds",
            Kind.GAUGE,
            "When the numbers of the stores were last read; at most once a minute.",
            "runbook"),
    READ_FAILURES(
            "lifeboat_catalogue_read_failures_total",
            Kind.COUNTER,
            "How often that failed in this process, or could not be done for all.",
            "runbook"),
    BACKUPS(
            "lifeboat_backups_total",
            Kind.COUNTER,
            "Backups that ended in this process: succeeded or failed.",
            "runbook",
            "mode",
            "outcome"),
    VERIFICATIONS(
            "lifeboat_verifications_total",
            Kind.COUNTER,
            "Verifications that ended in this process: succeeded or failed.",
            "runbook",
            "outcome"),
    DRILLS(
            "lifeboat_drills_total",
            Kind.COUNTER,
            "Drills that ended in this process: succeeded or failed.",
            "runbook",
            "drill",
            "outcome"),
    RESTORES(
            "lifeboat_restores_total",
            Kind.COUNTER,
            "Restores that ended in this process, drills left out: completed, completed_with_exceptions, aborted, failed.",
            "runbook",
            "outcome"),
    GATE_CHECKS(
            "lifeboat_gate_checks_total",
            Kind.COUNTER,
            "Checks that gates ran in this process: passed or failed.",
            "runbook",
            "phase",
            "outcome"),
    NOTICES(
            "lifeboat_notices_total",
            Kind.COUNTER,
            "Notices that this process tried to send: succeeded or failed.",
            "runbook",
            "outcome"),
    STORE_REQUESTS(
            "lifeboat_store_request_seconds",
            Kind.TIMER,
            "Requests of this process to a store; of a read the time to its first byte.",
            "store",
            "operation",
            "outcome");

    /** What Prometheus calls its type. */
    public enum Kind {
        GAUGE,
        COUNTER,
        /** A summary without quantiles: count, sum and, as a gauge, the longest of the last minutes. */
        TIMER
    }

    private final String text;
    private final Kind kind;
    private final String help;
    private final String labels;

    Metric(String text, Kind kind, String help, String... labels) {
        this.text = text;
        this.kind = kind;
        this.help = help;
        this.labels = String.join(" ", labels);
    }

    /** The name in Prometheus. */
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    public String help() {
        return help;
    }

    public List<String> labels() {
        return Pattern.compile(" ").splitAsStream(labels).toList();
    }
}
