package dev.lifeboat.dashboard;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.catalogue.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a runbook, from signed reports and the sets that there are. Days are those of UTC.
 *
 * @param backups of the last 30 days
 * @param drills of the last 90 days
 * @param sinceLastBackup from the snapshot of the newest set that has not failed until now; null: there is none
 * @param cost what storage and transfer have cost in this month so far, one amount a currency
 * @param phases measured recovery times, in the order of the runbook
 * @param days the last 30, the oldest first; the last one is today
 * @param notes what the figures leave out or assume
 */
public record Dashboard(
        Instant at,
        Backups backups,
        Drills drills,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration sinceLastBackup,

        @Nullable Size size,
        List<Money> cost,
        List<PhaseTime> phases,
        List<Day> days,
        List<String> notes) {
    public Dashboard {
        cost = List.copyOf(cost);
        phases = List.copyOf(phases);
        days = List.copyOf(days);
        notes = List.copyOf(notes);
    }

    /**
     * Backups of every mode.
     *
     * @param successRate from 0 to 1; null: there were none
     * @param median how long those took that succeeded; null: none did
     * @param last how long the last one took that succeeded; null: none did
     */
    public record Backups(
            int succeeded,
            int failed,
            @Nullable Double successRate,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration median,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration last) {}

    /**
     * Drills: restore tests.
     *
     * @param successRate from 0 to 1; null: there were none
     * @param lastProven when one last began that brought its set back; null: none did
     */
    public record Drills(
            int proven,
            int failed,
            @Nullable Double successRate,
            @Nullable Instant lastProven) {}

    /**
     * How large the newest set of the whole database is.
     *
     * @param bytes of its rows
     * @param storedBytes of its own objects
     * @param growth of its bytes against those of the set of the same mode 30 days before: 0.1 is a tenth more; null: there is none
     * @param allStoredBytes of all sets in all stores
     */
    public record Size(
            String set,
            int tables,
            long rows,
            long bytes,
            long storedBytes,
            @Nullable Double growth,
            long allStoredBytes) {}

    /**
     * How long it took until a phase was back, from the start of the restore, in the drills of the last 90 days.
     *
     * @param measured in how many
     * @param last in the last one; null: in none
     * @param within its objective; null: it has none
     * @param held whether the last one kept it; null: there is nothing to keep, or none was measured
     */
    public record PhaseTime(
            String phase,
            int measured,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration last,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration median,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration within,

            @Nullable Boolean held) {}

    /**
     * The backups of a day.
     *
     * @param averageSeconds of those that succeeded; null: none did
     */
    public record Day(
            @JsonFormat(shape = JsonFormat.Shape.STRING) LocalDate day,
            int succeeded,
            int failed,
            @Nullable Long averageSeconds) {}
}
