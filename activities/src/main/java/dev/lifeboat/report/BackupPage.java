package dev.lifeboat.report;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Column;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.report.Page.Trend;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of a backup. */
final class BackupPage {
    private BackupPage() {}

    static ReportLine line(BackupRun run) {
        return ReportLine.of(
                "backup", run, run.set() == null ? run.mode().wireName() : run.set(), tone(run), outcome(run));
    }

    /** @param earlier backups of the same mode, the oldest first */
    static Page of(BackupRun run, List<BackupRun> earlier) {
        BackupReport backup = run.backup();
        Page.Facts facts = new Page.Facts()
                .run(run)
                .add("Mode", run.mode().wireName() + (run.label() == null ? "" : ", " + run.label()))
                .add("Reason", run.reason())
                .add("Set", run.set())
                .times(run)
                .add("Error", run.error());
        List<BackupRun> all = Stream.concat(earlier.stream(), Stream.of(run)).toList();
        return new Page(
                "Backup " + (run.set() == null ? run.mode().wireName() : run.set()),
                tone(run),
                outcome(run),
                backup == null ? facts.all() : measured(facts, backup).all(),
                List.of(
                        new Notes("Alarm: it differs from the sets before it", Tone.BAD, findings(backup)),
                        new Notes("Warnings", Tone.WARN, backup == null ? List.of() : backup.warnings()),
                        new Notes("What to know of this set", Tone.PLAIN, backup == null ? List.of() : backup.notes()),
                        next(run),
                        sizes(all),
                        times(all)));
    }

    private static Page.Facts measured(Page.Facts facts, BackupReport backup) {
        long bytes = Math.max(1, backup.bytes());
        return facts.add("Manifest SHA-256", backup.manifestSha256())
                .add("Tables", Words.count(backup.tables()))
                .add("Rows", Words.count(backup.rows()))
                .add("Bytes of rows", Words.bytes(backup.bytes()))
                .add(
                        "Newly stored",
                        Words.bytes(backup.storedBytes())
                                + String.format(
                                        Locale.ROOT, " (%.0f %% of the rows)", 100.0 * backup.storedBytes() / bytes))
                .add("Referred to in earlier sets", backup.reusedBytes() == 0 ? "" : Words.bytes(backup.reusedBytes()))
                .add("Verified in the same run", backup.verified() ? "yes" : "no");
    }

    private static Duration took(BackupRun run) {
        return Duration.between(run.startedAt(), run.endedAt());
    }

    private static List<String> findings(@Nullable BackupReport backup) {
        return backup == null ? List.of() : backup.findings();
    }

    private static Tone tone(BackupRun run) {
        BackupReport backup = run.backup();
        if (backup == null) {
            return Tone.BAD;
        }
        return backup.findings().isEmpty() && backup.warnings().isEmpty() ? Tone.GOOD : Tone.WARN;
    }

    private static String outcome(BackupRun run) {
        BackupReport backup = run.backup();
        if (backup == null) {
            return "failed";
        }
        String done = backup.verified() ? "taken and verified" : "taken";
        if (!backup.findings().isEmpty()) {
            return done + ", ALARMED";
        }
        return backup.warnings().isEmpty() ? done : done + ", with warnings";
    }

    private static Grid next(BackupRun run) {
        return new Grid(
                "Against the objectives",
                List.of("Objective", "Limit", "What follows"),
                List.of(List.of(
                        Cell.of("Lost at most (RPO)"),
                        Cell.of(Words.span(run.objectives().rpo())),
                        Cell.of(
                                run.backup() == null
                                        ? "this run protects nothing; what the set before it does not hold is at risk"
                                        : "the next set is due by "
                                                + Words.time(run.startedAt()
                                                        .plus(run.objectives().rpo()))))));
    }

    private static Trend sizes(List<BackupRun> runs) {
        double most =
                Math.max(1, runs.stream().mapToLong(BackupPage::bytes).max().orElse(1));
        return new Trend(
                "Bytes of rows",
                runs.stream()
                        .map(run -> new Column(
                                Words.time(run.startedAt()) + ": " + Words.bytes(bytes(run)),
                                100 * bytes(run) / most,
                                run.backup() == null ? Tone.BAD : Tone.PLAIN))
                        .toList(),
                -1,
                "This backup last, before it the last ones of its mode; the highest has " + Words.bytes((long) most)
                        + ".");
    }

    private static long bytes(BackupRun run) {
        return run.backup() == null ? 0 : run.backup().bytes();
    }

    private static Trend times(List<BackupRun> runs) {
        double most = Math.max(
                1, runs.stream().mapToLong(run -> took(run).toMillis()).max().orElse(1));
        return new Trend(
                "Time taken",
                runs.stream()
                        .map(run -> new Column(
                                Words.time(run.startedAt()) + ": " + Words.span(took(run)),
                                100 * took(run).toMillis() / most,
                                run.backup() == null ? Tone.BAD : Tone.PLAIN))
                        .toList(),
                -1,
                "The longest took " + Words.span(Duration.ofMillis((long) most)) + ".");
    }
}
