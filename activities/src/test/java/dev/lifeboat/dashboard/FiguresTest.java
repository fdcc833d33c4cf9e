package dev.lifeboat.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Form;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The figures of the dashboard (K4, K7). */
class FiguresTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final List<CataloguedSet> sets = new ArrayList<>();

    @Test
    void givesThirtyDaysWithWhatSucceededWhatFailedAndTheAverage() {
        Dashboard board = of(
                List.of(
                        ReportSamples.backup(NOW.minusSeconds(60), 1000, null),
                        ReportSamples.backup(NOW.minusSeconds(7200), 0, "SNAPSHOT_LOST: gone"),
                        ReportSamples.backup(NOW.minus(DAY.multipliedBy(29)), 1000, null)),
                List.of());
        assertThat(board.days()).hasSize(30);
        assertThat(board.days().get(29)).isEqualTo(new Dashboard.Day(LocalDate.of(2026, 11, 22), 1, 1, 88L));
        assertThat(board.days().get(28)).isEqualTo(new Dashboard.Day(LocalDate.of(2026, 11, 21), 0, 0, null));
        assertThat(board.days().get(0)).isEqualTo(new Dashboard.Day(LocalDate.of(2026, 10, 24), 1, 0, 88L));
        assertThat(board.backups().successRate()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(board.backups().last()).isEqualTo(Duration.ofSeconds(88));
        assertThat(Figures.firstDay(NOW)).isEqualTo(Instant.parse("2026-10-24T00:00:00Z"));
    }

    @Test
    void measuresRecoveryTimesAgainstTheObjectives() {
        List<DrillReport> drills = List.of(
                ReportSamples.drill(NOW.minus(DAY), true, Duration.ofMinutes(120)),
                ReportSamples.drill(NOW.minus(DAY.multipliedBy(8)), false, Duration.ofMinutes(60)),
                ReportSamples.drill(NOW.minus(DAY.multipliedBy(15)), true, Duration.ofMinutes(30)));
        Dashboard board = of(List.of(), drills);
        assertThat(board.drills()).isEqualTo(new Dashboard.Drills(2, 1, 2 / 3.0, NOW.minus(DAY)));
        assertThat(board.phases())
                .containsExactly(
                        new Dashboard.PhaseTime(
                                "auth",
                                3,
                                Duration.ofMinutes(40),
                                Duration.ofMinutes(20),
                                Duration.ofMinutes(30),
                                false),
                        new Dashboard.PhaseTime(
                                "remainder", 3, Duration.ofMinutes(120), Duration.ofMinutes(60), null, null));
    }

    @Test
    void tellsSizeGrowthAgeAndCost() {
        set("daily/2026-11-22", DAY.dividedBy(4), 2_200_000_000L);
        set("daily/2026-10-20", DAY.multipliedBy(33), 2_000_000_000L);
        Dashboard board = of(List.of(), List.of());
        assertThat(board.sinceLastBackup()).isEqualTo(Duration.ofHours(6));
        assertThat(board.size().growth()).isCloseTo(0.1, within(1e-9));
        assertThat(board.size().allStoredBytes()).isEqualTo(4_200_000_000L);
        assertThat(board.cost()).singleElement().satisfies(money -> {
            assertThat(money.currency()).isEqualTo("USD");
            assertThat(money.amount()).isPositive();
        });
        assertThat(board.notes()).anyMatch(note -> note.contains("has no prices in the runbook"));
    }

    @Test
    void isEmptyAndWholeWhereThereIsNothing() {
        Dashboard board = of(List.of(), List.of());
        assertThat(board.days()).hasSize(30).allSatisfy(day -> assertThat(day.averageSeconds())
                .isNull());
        assertThat(board.backups()).isEqualTo(new Dashboard.Backups(0, 0, null, null, null));
        assertThat(board.size()).isNull();
        assertThat(board.sinceLastBackup()).isNull();
        assertThat(board.cost()).isEmpty();
        assertThat(board.phases()).extracting(Dashboard.PhaseTime::last).containsOnlyNulls();
    }

    @Test
    void measuresNoPhaseThatNeverCameBack() {
        Dashboard board = of(List.of(), List.of(ReportSamples.redDrill(NOW.minus(DAY))));
        assertThat(board.phases()).extracting(Dashboard.PhaseTime::phase).containsExactly("auth", "remainder");
        assertThat(board.phases()).extracting(Dashboard.PhaseTime::last).containsExactly(Duration.ofMinutes(20), null);
    }

    @Test
    void worksOutFiveThousandSets() {
        for (int number = 0; number < 5_000; number++) {
            set("daily/" + LocalDate.of(2026, 11, 22).minusDays(number), DAY.multipliedBy(number), 1_000_000);
        }
        long start = System.nanoTime();
        assertThat(of(List.of(), List.of()).size().allStoredBytes()).isEqualTo(5_000L * 1_000_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    private Dashboard of(List<BackupRun> backups, List<DrillReport> drills) {
        ListedSets listed = new ListedSets(sets, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
        return new Figures(runbook(), listed, (store, mode, at) -> null, NOW).of(backups, drills, List.of());
    }

    private static Runbook runbook() {
        return Runbook.of(
                        "shop",
                        new Database("env:DATABASE_URL", null),
                        new StoreSettings(StoreLocation.folder("/nowhere"), List.of()),
                        new Keys(List.of(), null, List.of(), null, List.of()))
                .withPhases(List.of(new Phase(
                        "auth", Duration.ofMinutes(30), List.of("users"), List.of(), List.of(), Approval.DEFAULT)));
    }

    private void set(String name, Duration age, long bytes) {
        SetFacts facts = new SetFacts(
                name,
                "shop",
                "daily",
                null,
                Form.ARCHIVE,
                NOW.minus(age),
                NOW.minus(age),
                1,
                1,
                bytes,
                bytes,
                0,
                List.of(),
                "5e".repeat(32),
                "A".repeat(40),
                "everything",
                true);
        sets.add(new CataloguedSet(
                facts,
                SetState.VERIFIED,
                List.of(new Copy("primary", true, SetState.VERIFIED, null, List.of())),
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null));
    }
}
