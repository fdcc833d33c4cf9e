package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.TestVaults;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Year;
import java.time.YearMonth;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A month of reports and sets, summed up (K4). */
class MonthlyTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant DECEMBER = Instant.parse("2026-12-02T08:00:00Z");

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private Reports reports;

    @BeforeAll
    static void generate() {
        KeyFiles.generate(keys.resolve("own"), KeyAlgorithm.CURVE25519, "shop", null);
    }

    @BeforeEach
    void open() {
        reports = new Reports(vault(true));
    }

    @Test
    void countsRunsByTheirKindsAndEnds() {
        reports.write(ReportSamples.backup(START, 1000, null));
        reports.write(ReportSamples.backup(START.plus(HOUR), 3000, null));
        reports.write(ReportSamples.backup(START.plus(HOUR).plus(HOUR), 0, "SNAPSHOT_LOST: gone"));
        reports.write(ReportSamples.verification(START));
        reports.write(ReportSamples.drill(START, true, HOUR));
        // A drill's own restore is a part of it.
        reports.write(ReportSamples.restore(START, HOUR, true, true, "auth"));
        reports.write(ReportSamples.backup(Instant.parse("2026-10-31T23:59:59Z"), 7, null));
        reports.write(ReportSamples.backup(Instant.parse("2026-12-01T00:00:00Z"), 7, null));

        MonthReport month = november();
        assertThat(month.runs())
                .containsExactly(
                        new MonthReport.RunsOfAKind("backup", 2, 0, 1),
                        new MonthReport.RunsOfAKind("verify", 0, 1, 0),
                        new MonthReport.RunsOfAKind("drill", 1, 0, 0));
        assertThat(month.backups())
                .containsExactly(new MonthReport.BackupsOfAMode("daily", 2, 1, 0, 3000, 1000, Duration.ofSeconds(88)));
        assertThat(MonthPage.of(month).tone()).isEqualTo(Tone.BAD);
    }

    @Test
    void measuresPhasesAgainstTheirBudgets() {
        for (int day = 0; day < 3; day++) {
            Duration took = Duration.ofMinutes(60 + 30L * day);
            reports.write(ReportSamples.restore(START.plus(Duration.ofDays(day)), took, true, true, "auth"));
        }
        assertThat(november().phases())
                .containsExactly(
                        new MonthReport.PhaseOfTheMonth(
                                "auth", 3, Duration.ofMinutes(30), Duration.ofMinutes(40), Duration.ofMinutes(30), 1),
                        new MonthReport.PhaseOfTheMonth(
                                "remainder", 3, Duration.ofMinutes(90), Duration.ofMinutes(120), null, 0));
    }

    /** The time until a red gate is no time until it was back. */
    @Test
    void measuresNoPhaseThatNeverCameBack() {
        reports.write(ReportSamples.redDrill(START).restore());
        assertThat(november().phases()).singleElement().satisfies(phase -> {
            assertThat(phase.phase()).isEqualTo("auth");
            assertThat(phase.median()).isEqualTo(Duration.ofMinutes(20));
        });
    }

    @Test
    void measuresNoPhaseThatSomebodyAborted() {
        reports.write(ReportSamples.restore(START, HOUR, true, true, "auth"));
        reports.write(ReportSamples.abortedAtOnce(
                ReportSamples.restore(START.plus(HOUR), Duration.ofHours(6), true, true, "auth")));
        assertThat(november().phases())
                .filteredOn(phase -> phase.phase().equals("auth"))
                .containsExactly(new MonthReport.PhaseOfTheMonth(
                        "auth", 1, Duration.ofMinutes(20), Duration.ofMinutes(20), Duration.ofMinutes(30), 0));
    }

    @Test
    void findsTheLongestTimeWithoutAWholeSet() {
        assertThat(november("2026-11-01T02:00:00Z", "2026-11-02T02:00:00Z", "2026-11-30T02:00:00Z")
                        .longestGap())
                .isEqualTo(Duration.ofDays(28));
        assertThat(november("2026-10-20T00:00:00Z", "2026-11-10T00:00:00Z").longestGap())
                .as("one that began in the month before")
                .isEqualTo(Duration.ofDays(21));
        assertThat(november("2026-11-10T00:00:00Z").longestGap())
                .as("up to the end")
                .isEqualTo(Duration.ofDays(21));
        assertThat(november().longestGap()).as("no set at all").isNull();
    }

    @Test
    void saysSinceWhenAMonthIsCovered() {
        MonthReport begun = november("2026-11-29T23:00:00Z", "2026-11-30T12:00:00Z");
        assertThat(begun.coveredFrom()).isEqualTo("2026-11-29T23:00:00Z");
        assertThat(objectives(begun))
                .anyMatch(text ->
                        text.startsWith("held since 2026-11-29 23:00") && text.endsWith("no older set is there"));
        assertThat(MonthPage.of(begun).tone()).isEqualTo(Tone.WARN);
        assertThat(november("2026-10-31T23:00:00Z").coveredFrom())
                .as("from its first day")
                .isNull();
        assertThat(november().coveredFrom()).as("no set at all").isNull();
    }

    @Test
    void measuresADrillByItsRestoreAsTheDrillsOwnReportDoes() {
        DrillReport drill = ReportSamples.drill(START, true, HOUR);
        reports.write(new DrillReport(
                drill.runId(),
                drill.name(),
                drill.setId(),
                true,
                START,
                START.plus(HOUR.multipliedBy(9)),
                drill.restore(),
                null,
                List.of(),
                null));
        assertThat(november().drills()).singleElement().satisfies(one -> {
            assertThat(one.took()).as("with its mutations").isEqualTo(Duration.ofHours(9));
            assertThat(one.rto()).isEqualTo(HOUR);
        });
        assertThat(objectives(november()))
                .containsSubsequence("Longest restore of a drill (RTO)", "4 h", "1 h", "held");
    }

    private static List<String> objectives(MonthReport month) {
        return MonthPage.of(month).blocks().stream()
                .filter(Page.Grid.class::isInstance)
                .map(Page.Grid.class::cast)
                .filter(grid -> grid.title().equals("Against the objectives"))
                .flatMap(grid -> grid.rows().stream().flatMap(List::stream))
                .map(Page.Cell::text)
                .toList();
    }

    @Test
    void countsNoReportThatNobodySignedAndSaysSo() {
        new Reports(vault(false)).write(ReportSamples.drill(START, true, HOUR));
        MonthReport month = november();
        assertThat(month.drills()).isEmpty();
        assertThat(month.notes()).anyMatch(note -> note.startsWith("not counted: reports/drills/"));
    }

    @Test
    void knowsNothingOfMonthsToCome() {
        assertThatThrownBy(() -> monthly(List.of()).of(YearMonth.of(2027, 1), DECEMBER))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("2027-01 is not this month");
        YearMonth last = YearMonth.of(Year.MAX_VALUE, 12);
        assertThatThrownBy(() -> monthly(List.of()).of(last, DECEMBER)).isInstanceOf(LifeboatException.class);
    }

    private MonthReport november(String... taken) {
        return monthly(Stream.of(taken)
                        .map(Instant::parse)
                        .map(MonthlyTest::set)
                        .toList())
                .of(NOVEMBER, DECEMBER);
    }

    private Monthly monthly(List<CataloguedSet> sets) {
        Runbook runbook = Runbook.of(
                "shop",
                new Database("env:DATABASE_URL", null),
                vault(true).vault().store(),
                vault(true).vault().keys());
        ListedSets listed = new ListedSets(sets, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
        return new Monthly(runbook, vault(true), listed, (store, mode, at) -> null);
    }

    private static CataloguedSet set(Instant taken) {
        return new CataloguedSet(
                new SetFacts(
                        "daily/" + taken.toString().substring(0, 10),
                        "shop",
                        "daily",
                        null,
                        Form.ARCHIVE,
                        taken,
                        taken,
                        1,
                        1,
                        1,
                        1,
                        0,
                        List.of(),
                        "5e".repeat(32),
                        "A".repeat(40),
                        "everything",
                        true),
                SetState.VERIFIED,
                List.of(),
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    private OpenVault vault(boolean signing) {
        return TestVaults.ofFolder(
                "shop",
                folder.resolve("store"),
                signing ? "file:" + keys.resolve("own").resolve("signing.sec.asc") : null);
    }
}
