package dev.lifeboat.schedule;

import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.drill.DrillOptions;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.drill.DrillTimes;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.HealthRequest;
import dev.lifeboat.retention.RetentionRequest;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.DrillSchedule;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.VerifySchedule;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.ChosenText;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.verify.VerifyAllRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each schedule of a runbook starts. */
final class RunbookSchedules {
    /** Two backups or clean-ups may be skipped behind one that no worker takes up, and no more. */
    private static final Duration LONG = Duration.ofDays(2);
    /** Many sets in many stores take their time. */
    private static final Duration VERY_LONG = Duration.ofDays(7);
    /** A look takes minutes; one that hangs must not hide tomorrow's. */
    private static final Duration SHORT = Duration.ofHours(2);

    private final LoadedRunbook loaded;
    private final Runbook book;
    private final List<String> deciderKeys;
    private final boolean directDecisions;

    /** Of runs in which nobody decides anything. */
    RunbookSchedules(LoadedRunbook loaded) {
        this(loaded, List.of(), false);
    }

    /**
     * Of all runs.
     *
     * @param deciderKeys of the starters whose decision tokens count
     * @param directDecisions whether decisions without a token are accepted
     */
    RunbookSchedules(LoadedRunbook loaded, List<String> deciderKeys, boolean directDecisions) {
        this.loaded = loaded;
        this.book = loaded.runbook();
        this.deciderKeys = List.copyOf(deciderKeys);
        this.directDecisions = directDecisions;
    }

    /** By their ids. */
    SortedMap<String, PlannedSchedule> all() {
        SortedMap<String, PlannedSchedule> all = new TreeMap<>();
        for (ScheduledRun run : ScheduledRun.of(book)) {
            all.put(run.id(), planned(run));
        }
        return all;
    }

    private PlannedSchedule planned(ScheduledRun run) {
        return switch (run.kind()) {
            case ScheduledRun.BACKUP -> backup(run);
            case ScheduledRun.DRILL -> drill(run);
            case ScheduledRun.VERIFY -> verify(run);
            // What was tampered with stays so: it is told again each time, until a person has dealt with it.
            case ScheduledRun.AUDIT ->
                new PlannedSchedule(
                        run, "VerifyAudit", "the log and the chain of sets of " + book.name(), false, LONG, book);
            // One that was stopped by an alarm goes on by itself when a person has looked at that.
            case ScheduledRun.RETENTION ->
                new PlannedSchedule(
                        run,
                        "Retention",
                        "clean-up of " + book.name(),
                        false,
                        LONG,
                        new RetentionRequest(book, loaded.sha256(), null, "schedule"));
            case ScheduledRun.HEALTH ->
                new PlannedSchedule(
                        run,
                        "Health",
                        "health of " + book.name(),
                        false,
                        SHORT,
                        new HealthRequest(book, loaded.sha256(), "schedule"));
            default -> throw new IllegalArgumentException("unknown kind of schedule: " + run.kind());
        };
    }

    private PlannedSchedule backup(ScheduledRun run) {
        BackupSchedule backup = Objects.requireNonNull(book.backups().get(run.name()));
        BackupMode mode = backup.modeOf(run.name());
        return new PlannedSchedule(
                run,
                "Backup",
                mode.wireName() + " backup of " + book.name(),
                // A backup that failed once must be tried again at its next time.
                false,
                LONG,
                new BackupRequest(
                        book,
                        loaded.sha256(),
                        mode,
                        null,
                        "schedule " + run.name(),
                        backup.verify(),
                        content(backup),
                        backup.full()));
    }

    private SetContent content(BackupSchedule backup) {
        List<String> tables = backup.scope().stream()
                .flatMap(tier -> book.tiers().getOrDefault(tier, List.of()).stream())
                .toList();
        try {
            ChosenText.check(tables, List.of());
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.USAGE, "scope: " + e.getMessage(), e);
        }
        return SetContent.of(backup.form(), tables);
    }

    private PlannedSchedule drill(ScheduledRun run) {
        DrillSchedule drill = Objects.requireNonNull(book.drills().get(run.name()));
        return new PlannedSchedule(
                run,
                "Drill",
                run.name() + " drill of " + drill.set(),
                // A drill that failed says that the sets are not to be trusted: somebody has to look before the next.
                true,
                DrillTimes.longest(drill.waits()),
                new DrillRequest(book, loaded.sha256(), drill.set(), run.name(), "schedule " + run.name(), null)
                        .with(DrillOptions.of(drill, deciderKeys, directDecisions)));
    }

    private PlannedSchedule verify(ScheduledRun run) {
        VerifySchedule verify = Objects.requireNonNull(book.verify().get(run.name()));
        return new PlannedSchedule(
                run,
                "VerifyAll",
                "verification of " + verify.sets() + " of " + book.name(),
                false,
                VERY_LONG,
                new VerifyAllRequest(
                        book,
                        loaded.sha256(),
                        run.name(),
                        verify.sets(),
                        VerifySchedule.ALL.equals(verify.stores()) ? null : verify.stores(),
                        "schedule " + run.name()));
    }
}
