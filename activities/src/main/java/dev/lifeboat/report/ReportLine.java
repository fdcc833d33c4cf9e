package dev.lifeboat.report;

import java.time.Instant;

/**
 * A report in a line of a list.
 *
 * @param kind of the run: backup, verify, drill, …
 * @param subject the set, or what else it is about
 * @param by who started the run
 */
public record ReportLine(
        String kind,
        String run,
        String runbook,
        String subject,
        Tone tone,
        String outcome,
        Instant startedAt,
        Instant endedAt,
        String by) {
    /** Of a run that says the usual. */
    static ReportLine of(String kind, Reported run, String subject, Tone tone, String outcome) {
        return new ReportLine(
                kind,
                run.runId(),
                run.runbook(),
                subject,
                tone,
                outcome,
                run.startedAt(),
                run.endedAt(),
                run.startedBy());
    }

    /** The runbook that a run's id names. */
    public static String runbookOf(String run) {
        String[] parts = run.split("/", -1);
        return parts.length > 1 ? parts[1] : "";
    }
}
