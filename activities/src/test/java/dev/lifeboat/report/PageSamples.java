package dev.lifeboat.report;

import static dev.lifeboat.report.ReportSamples.MANIFEST;
import static dev.lifeboat.report.ReportSamples.SET;
import static dev.lifeboat.report.ReportSamples.START;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.certificate.Certificate;
import dev.lifeboat.certificate.CertificatePage;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.retention.Leftover;
import dev.lifeboat.retention.SetDecision;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.rollback.SchemaChange;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.verify.KeptSet;
import dev.lifeboat.verify.VerifiedSet;
import dev.lifeboat.verify.VerifyAllReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A page of every kind that people open, each part of it filled, with a name of the caller's wherever one stands. */
final class PageSamples {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant END = START.plus(HOUR);
    private static final Objectives OBJECTIVES = new Objectives(Duration.ofHours(24), Duration.ofHours(4));

    private final String name;
    private final RestoreReport restore;

    private PageSamples(String name) {
        this.name = name;
        this.restore = ReportSamples.restore(START, HOUR, false, false, name);
    }

    /** By the class of what is reported. */
    static Map<Class<?>, Page> all(String name) {
        PageSamples samples = new PageSamples(name);
        Map<Class<?>, Page> pages = new LinkedHashMap<>();
        pages.put(
                ReportType.BACKUP.type(),
                BackupPage.of(
                        ReportSamples.backup(START, 0, name),
                        List.of(ReportSamples.backup(START.minus(Duration.ofDays(1)), 880_000_000, null))));
        pages.put(ReportType.VERIFICATION.type(), VerifyPage.of(ReportSamples.verification(START)));
        pages.put(ReportType.VERIFY_ALL.type(), VerifyPage.of(samples.verifyAll()));
        pages.put(ReportType.DRILL.type(), drill(name));
        pages.put(ReportType.BISECT.type(), BisectPage.of(ReportSamples.search(START)));
        pages.put(ReportType.RESTORE.type(), RestorePage.of(samples.restore));
        pages.put(ReportType.REPAIR.type(), ChangePages.of(samples.repair()));
        pages.put(ReportType.ROLLBACK.type(), ChangePages.of(samples.rollback()));
        pages.put(ReportType.CLEAN_UP.type(), CleanUpPage.of(samples.cleanUp()));
        pages.put(
                ReportType.FAILURE.type(),
                FailurePage.of(
                        new FailedRun("restore", "restore/shop/" + name, "shop", name, name, START, END, name, null)));
        pages.put(MonthReport.class, MonthPage.of(samples.month()));
        pages.put(Certificate.class, CertificatePage.of(samples.certificate()));
        return pages;
    }

    private static Page drill(String name) {
        List<DrillReport> earlier = IntStream.range(0, 5)
                .mapToObj(week -> ReportSamples.drill(
                        START.minus(Duration.ofDays(35 - 7L * week)), week != 2, Duration.ofMinutes(70 + 5L * week)))
                .toList();
        return DrillPage.of(ReportSamples.drill(START, false, Duration.ofHours(5), name), earlier);
    }

    private VerifyAllReport verifyAll() {
        return new VerifyAllReport(
                "verify/shop/all",
                "shop",
                name,
                "latest",
                name,
                START,
                END,
                List.of(
                        new VerifiedSet("near", SET, 4_200_000, 1, 0, null),
                        new VerifiedSet("far", SET, 0, 0, 0, name)),
                List.of(new KeptSet("far", name)),
                List.of(name),
                null);
    }

    private RepairReport repair() {
        return new RepairReport(
                "repair/shop/" + name,
                "shop",
                SET,
                restore.target(),
                RestoreOutcome.COMPLETED_WITH_EXCEPTIONS,
                List.of(new TableDifference("public." + name, 4_200_000, 17, 3, 1, MANIFEST)),
                true,
                List.of("reports/repairs/" + name + ".sql.pgp"),
                gates(),
                name,
                START,
                END,
                restore.phases().get(0).decisions(),
                List.of(name),
                null,
                name);
    }

    private RollbackReport rollback() {
        return new RollbackReport(
                "rollback/shop/" + name,
                "shop",
                SET,
                restore.target(),
                RestoreOutcome.COMPLETED,
                List.of(new SchemaChange(SchemaChange.Action.REPLACE, "FUNCTION", "public." + name)),
                1,
                true,
                "reports/rollbacks/" + name + ".sql.pgp",
                null,
                name,
                START,
                END,
                restore.phases().get(0).decisions(),
                List.of(name),
                null,
                null);
    }

    private CleanUpReport cleanUp() {
        SetDecision decision = new SetDecision(
                "daily/" + name,
                "daily",
                MANIFEST,
                SetState.VERIFIED,
                START,
                900_000,
                null,
                true,
                false,
                List.of(name));
        return new CleanUpReport(
                "retention/shop/clean-up",
                "shop",
                name,
                START,
                END,
                name,
                "reports/retention/" + name + ".plan.json",
                MANIFEST,
                List.of(decision),
                900_000,
                List.of(decision),
                List.of(new Leftover(name, List.of(name), 17, name)),
                17,
                List.of(name),
                List.of(name));
    }

    private MonthReport month() {
        return new MonthReport(
                "shop",
                YearMonth.of(2026, 11),
                END,
                END,
                OBJECTIVES,
                List.of(new MonthReport.RunsOfAKind("backup", 29, 1, 1)),
                List.of(new MonthReport.BackupsOfAMode("daily", 29, 1, 1, 900_000_000, 220_000_000, HOUR)),
                Duration.ofHours(27),
                START,
                List.of(new MonthReport.DrillOfTheMonth("drill/shop/" + name, name, START, true, HOUR, HOUR)),
                List.of(new MonthReport.PhaseOfTheMonth(name, 4, HOUR, HOUR, Duration.ofMinutes(30), 4)),
                new MonthReport.SetsAtTheEnd(40, 30, 4, 1, 9_000_000_000L),
                List.of(new Money(new BigDecimal("12.5"), "EUR")),
                List.of(name));
    }

    private Certificate certificate() {
        PhaseReport phase = restore.phases().get(0);
        return new Certificate(
                Certificate.FORMAT,
                "shop",
                END,
                name,
                new Certificate.CertifiedSet(
                        SET, MANIFEST, "A".repeat(40), "weekly", name, START, END, 17, 4_200_000, 900_000_000),
                new Certificate.CertifiedDrill(
                        "drill/shop/" + name,
                        START,
                        END,
                        name,
                        "lifeboat",
                        List.of(name),
                        Duration.ofHours(5),
                        OBJECTIVES.rto(),
                        "A".repeat(40),
                        List.of(new Certificate.CertifiedPhase(phase.phase(), 17, HOUR, HOUR, true, List.of(name)))),
                List.of(new Certificate.CertifiedGate(name, "data", 14, 1, MANIFEST, List.of(name))),
                List.of(new Certificate.CertifiedFile("evidence of " + name, "reports/drills/" + name, MANIFEST)),
                List.of(new Certificate.CertifiedFile("proven", "records/" + name, MANIFEST)),
                List.of(new Certificate.CertifiedEntry(17, MANIFEST, "set_sealed", START)));
    }

    private List<GateResult> gates() {
        return restore.phases().get(0).gates();
    }
}
