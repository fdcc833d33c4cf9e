package dev.lifeboat.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Form;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CostReportTest {
    private static final Instant NOW = Instant.parse("2026-04-11T00:00:00Z");
    private static final String SHA256 = "0".repeat(64);
    private static final long GB = 1_000_000_000L;

    private final Runbook runbook = Runbook.of(
            "small",
            new Database("env:DATABASE_URL", null),
            new StoreSettings(StoreLocation.folder("/a"), List.of(StoreLocation.folder("/b"))),
            new Keys(List.of("key"), null, List.of(), null, List.of()));

    @Test
    void aSetIsPaidForInEachStoreAndItsCopyWasReadFromTheFirst() {
        CostReport report = report(List.of(set("daily/2026-03-31", "2026-04-01T00:00:00Z", GB, "primary", "copy-1")));
        assertThat(past(report))
                .extracting(line -> line.store() + " " + line.gbMonths() + " " + line.gbRead())
                .containsExactly("copy-1 0.333333 0.000000", "primary 0.333333 1.000000");
    }

    @Test
    void aTombstoneTellsWhatARemovedSetCost() {
        String stone = new Tombstone(null, 3 * GB, Instant.parse("2026-04-01T00:00:00Z"), "primary", "too old").text();
        Mark deleted = new Mark(
                MarkKind.DELETED,
                "weekly/2026-W13",
                SHA256,
                "retention/1",
                Instant.parse("2026-04-06T00:00:00Z"),
                stone);
        CostReport report = CostReport.of(
                runbook,
                new ListedSets(
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("primary", List.of(deleted))),
                        List.of()),
                (store, mode, at) -> null,
                NOW,
                1);
        assertThat(past(report))
                .extracting(line -> line.mode() + " " + line.gbMonths())
                .containsExactly("weekly 0.500000");
        assertThat(report.lines()).noneMatch(CostLine::forecast);
    }

    @Test
    void aTombstoneThatSaysNothingIsToldOf() {
        Mark deleted = new Mark(MarkKind.DELETED, "weekly/2026-W13", SHA256, "retention/1", NOW, "gone");
        CostReport report = CostReport.of(
                runbook,
                new ListedSets(
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("primary", List.of(deleted))),
                        List.of()),
                (store, mode, at) -> null,
                NOW,
                1);
        assertThat(report.lines()).isEmpty();
        assertThat(report.notes()).anyMatch(note -> note.startsWith("weekly/2026-W13 was removed"));
    }

    @Test
    void aStoreThatDoesNotAnswerIsToldOfAndNotTakenForFree() {
        CostReport report = CostReport.of(
                runbook,
                new ListedSets(
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("copy-1", "no answer")),
                        new TreeMap<>(),
                        List.of()),
                (store, mode, at) -> null,
                NOW,
                1);
        assertThat(report.notes()).anyMatch(note -> note.contains("copy-1 does not answer (?)"));
    }

    @Test
    void saysWhichPricesAreNotTheRunbooks() {
        assertThat(report(List.of()).notes())
                .contains(
                        "store primary has no prices in the runbook; taken for it: 0.023 USD a GB and month, 0.09 a GB"
                                + " read");
    }

    @Test
    void whatIsThereLeavesTheForecastWhenItsTimeIsOver() {
        CostReport report = CostReport.of(
                runbook,
                listed(List.of(set("daily/2026-04-01", "2026-04-01T00:00:00Z", GB, "primary"))),
                (store, mode, at) -> Instant.parse("2026-05-16T12:00:00Z"),
                NOW,
                2);
        assertThat(coming(report))
                .filteredOn(line -> line.gbMonths().signum() > 0)
                .extracting(line -> line.month() + " " + line.gbMonths())
                .containsExactly("2026-05 0.500000");
    }

    @Test
    void schedulesFillTheMonthsToComeAndSetsGrowAsTheyDid() {
        Runbook scheduled = scheduled("weekly", "0 2 * * 0", Period.ofDays(7));
        List<CataloguedSet> sets = new ArrayList<>();
        for (int week = 0; week < 8; week++) {
            // One GB until thirty days ago, then one and a half.
            long bytes = week < 4 ? GB : GB * 3 / 2;
            Instant at = NOW.minus(Duration.ofDays(7L * (8 - week) - 3));
            sets.add(set("weekly/2026-W0" + week, at.toString(), bytes, "primary"));
        }
        CostReport report =
                CostReport.of(scheduled, listed(sets), (store, mode, at) -> at.plus(Duration.ofDays(7)), NOW, 2);
        // May has 5 Sundays, June 4; each set is there for a week, and half as large again as a month before.
        assertThat(coming(report))
                .filteredOn(line ->
                        line.store().equals("primary") && line.gbMonths().signum() > 0)
                .satisfiesExactly(
                        may -> assertThat(may.gbMonths().doubleValue()).isBetween(2.0, 2.6),
                        june -> assertThat(june.gbMonths().doubleValue()).isBetween(2.8, 3.6));
    }

    @Test
    void whatWasNeverTakenIsNotForecast() {
        assertThat(coming(CostReport.of(
                        scheduled("weekly", "0 2 * * 0", Period.ofDays(7)),
                        listed(List.of()),
                        (store, mode, at) -> null,
                        NOW,
                        2)))
                .isEmpty();
    }

    @Test
    void totalsAreByMonthAndCurrency() {
        CostReport report = report(List.of(set("daily/2026-03-31", "2026-04-01T00:00:00Z", 30 * GB, "primary")));
        assertThat(report.totals().get(YearMonth.of(2026, 4)))
                .extracting(money -> money.text())
                .containsExactly("0.23 USD");
    }

    private CostReport report(List<CataloguedSet> sets) {
        return CostReport.of(runbook, listed(sets), (store, mode, at) -> null, NOW, 1);
    }

    private Runbook scheduled(String name, String at, Period keep) {
        TreeMap<String, BackupSchedule> backups = new TreeMap<>();
        backups.put(name, new BackupSchedule(at, "UTC", null, List.of(), Form.ARCHIVE, keep, false, false));
        return new Runbook(
                runbook.name(),
                runbook.database(),
                runbook.store(),
                runbook.keys(),
                runbook.archive(),
                runbook.objectives(),
                runbook.tiers(),
                runbook.phases(),
                backups,
                runbook.drills(),
                null,
                null,
                runbook.roleMap(),
                runbook.steps(),
                runbook.notifications(),
                runbook.people(),
                runbook.approvals(),
                runbook.retention(),
                runbook.audit(),
                runbook.anomalies(),
                runbook.verify(),
                runbook.health());
    }

    private static ListedSets listed(List<CataloguedSet> sets) {
        return new ListedSets(sets, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
    }

    private static CataloguedSet set(String set, String sealedAt, long bytes, String... stores) {
        SetFacts facts = new SetFacts(
                set,
                "shop",
                set.substring(0, set.indexOf('/')),
                null,
                Form.ARCHIVE,
                Instant.parse(sealedAt),
                Instant.parse(sealedAt),
                1,
                1,
                1,
                bytes,
                0,
                List.of(),
                SHA256,
                "A".repeat(40),
                "everything",
                true);
        List<Copy> copies = new ArrayList<>();
        for (String store : stores) {
            copies.add(new Copy(store, true, SetState.TAKEN, null, List.of()));
        }
        return new CataloguedSet(
                facts, SetState.TAKEN, copies, false, List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    private static List<CostLine> past(CostReport report) {
        return report.lines().stream().filter(line -> !line.forecast()).toList();
    }

    private static List<CostLine> coming(CostReport report) {
        return report.lines().stream().filter(CostLine::forecast).toList();
    }
}
