package dev.lifeboat.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A month of a runbook, in UTC.
 *
 * @param until its end; while it is not over, when this was made
 * @param longestGap between two sets of the whole database, or from the last one to the end: what a disaster could have cost; null:
 *     there was none
 * @param coveredFrom the first set of the whole database, where the month began without one; null: it is covered, or there is none
 * @param cost of storage and transfer, one amount a currency
 * @param notes what the figures leave out or assume
 */
public record MonthReport(
        String runbook,
        @JsonFormat(shape = JsonFormat.Shape.STRING) YearMonth month,
        Instant madeAt,
        Instant until,
        Objectives objectives,
        List<RunsOfAKind> runs,
        List<BackupsOfAMode> backups,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration longestGap,

        @Nullable Instant coveredFrom,

        List<DrillOfTheMonth> drills,
        List<PhaseOfTheMonth> phases,
        SetsAtTheEnd sets,
        List<Money> cost,
        List<String> notes) {
    public MonthReport {
        runs = List.copyOf(runs);
        backups = List.copyOf(backups);
        drills = List.copyOf(drills);
        phases = List.copyOf(phases);
        cost = List.copyOf(cost);
        notes = List.copyOf(notes);
    }

    /** Of all that ended: good, with warnings, failed. */
    public record RunsOfAKind(String kind, int good, int warned, int failed) {}

    /**
     * Backups of a mode.
     *
     * @param bytes of the rows of the last one
     * @param storedBytes of all that were newly stored
     * @param median how long they took; null: none succeeded
     */
    public record BackupsOfAMode(
            String mode,
            int taken,
            int failed,
            int alarmed,
            long bytes,
            long storedBytes,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration median) {}

    /**
     * A drill.
     *
     * @param took from start to end, the restore and all around it
     * @param rto how long its restore took to bring everything back; null: it did not
     */
    public record DrillOfTheMonth(
            String run,
            String set,
            Instant startedAt,
            boolean proven,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration took,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration rto) {}

    /**
     * How long a phase took to be back in the drills and restores of the month.
     *
     * @param within its budget in the last of them; null: none
     * @param missed how many were later than theirs
     */
    public record PhaseOfTheMonth(
            String phase,
            int measured,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration median,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration longest,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration within,

            int missed) {}

    /** Those that there are now and were sealed before the end. */
    public record SetsAtTheEnd(int count, int verified, int proven, int failed, long storedBytes) {}
}
