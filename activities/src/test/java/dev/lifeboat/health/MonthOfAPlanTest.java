package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V0, V1, K3: a month of the plans, looked at every hour: silent while all runs as planned, and one alert for what does not. */
class MonthOfAPlanTest {
    private static final Instant BEGIN = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-04-02T00:00:00Z");
    private static final Duration TAKES = Duration.ofMinutes(20);

    private final List<String> raised = new ArrayList<>();
    private final List<String> resolved = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"bookings-assistant", "project-x"})
    void isSilentWhileEverythingRunsAsPlanned(String example) {
        live(example, set -> true, set -> false);
        assertThat(raised).isEmpty();
        assertThat(resolved).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bookings-assistant", "project-x"})
    void aBackupThatIsMissingIsToldOnceAndOnceThatTheNextIsThere(String example) {
        live(example, set -> !set.startsWith("daily/2026-03-10"), set -> false);
        assertThat(raised).containsExactly("age/daily");
        assertThat(resolved).containsExactly("age/daily");
    }

    @Test
    void aWeekWithoutAWeeklySetIsToldOnce() {
        live("bookings-assistant", set -> !set.startsWith("weekly/2026-03-08"), set -> false);
        assertThat(raised).containsExactly("age/weekly");
        assertThat(resolved).containsExactly("age/weekly");
    }

    @Test
    void aSetOfAWrongSizeIsToldOnceAndOnceThatTheNextIsAsUsual() {
        live("bookings-assistant", set -> true, set -> set.startsWith("daily/2026-03-10"));
        assertThat(raised).containsExactly("bytes/daily");
        assertThat(resolved).containsExactly("bytes/daily");
    }

    /** Every hour a look, from the middle of the first month on. */
    private void live(String example, Predicate<String> taken, Predicate<String> halved) {
        Runbook runbook = RunbookFile.load(
                        Path.of(System.getProperty("lifeboat.root"), "examples", example, "runbook.yaml"))
                .runbook();
        List<CataloguedSet> all = new ArrayList<>();
        for (ScheduledRun run : ScheduledRun.of(runbook)) {
            Instant due = run.kind().equals(ScheduledRun.BACKUP) ? DueTimes.next(run, BEGIN.minusSeconds(1)) : null;
            while (due != null && due.isBefore(END)) {
                BackupMode mode = Objects.requireNonNull(runbook.backups().get(run.name()))
                        .modeOf(run.name());
                String name = mode.wireName() + "/" + due.toString().substring(0, 10);
                if (taken.test(name)) {
                    all.add(set(name, mode, due, halved.test(name)));
                }
                due = DueTimes.next(run, due);
            }
        }
        all.sort(Comparator.comparing((CataloguedSet set) -> set.facts().takenAt())
                .reversed());
        HealthState told = HealthState.NONE;
        for (Instant now = BEGIN.plus(Duration.ofDays(30)); now.isBefore(END); now = now.plus(Duration.ofHours(1))) {
            Instant moment = now;
            List<CataloguedSet> there = all.stream()
                    .filter(set -> !set.facts().sealedAt().isAfter(moment))
                    .toList();
            SeenSets seen = new SeenSets(
                    runbook,
                    new ListedSets(there, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of()),
                    moment);
            HealthLook look = HealthExamination.look(
                    List.of(
                            new AgeCheck(() -> seen),
                            new SizeCheck(() -> seen),
                            new TrustCheck(() -> seen, Optional::empty),
                            new CopiesCheck(() -> seen)),
                    () -> {});
            Alerts alerts = Alerts.between(told, look, now);
            alerts.raised().forEach(message -> raised.add(message.problem().id()));
            alerts.resolved().forEach(message -> resolved.add(message.id()));
            told = alerts.state();
        }
    }

    /** Verified as soon as it is there, and proven by a drill. */
    private static CataloguedSet set(String name, BackupMode mode, Instant at, boolean half) {
        SetFacts facts = new SetFacts(
                name,
                "plan",
                mode.wireName(),
                null,
                Form.ARCHIVE,
                at,
                at.plus(TAKES),
                3,
                half ? 5_000 : 10_000,
                half ? 40_000_000 : 80_000_000,
                20_000_000,
                0,
                List.of(),
                "0".repeat(64),
                "A".repeat(40),
                "everything",
                true);
        Mark proven = new Mark(MarkKind.PROVEN, name, facts.manifestSha256(), "drill", at.plus(TAKES), null);
        return new CataloguedSet(
                facts,
                SetState.PROVEN,
                List.of(new Copy("primary", true, SetState.PROVEN, null, List.of(proven))),
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(proven),
                List.of(),
                null);
    }
}
