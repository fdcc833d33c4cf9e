package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.VerifyRun;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.restore.Selection;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a worker counts of the activities that it runs. */
class MeteringTest {
    private static final Instant AT = Instant.parse("2026-11-22T04:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metering metering = new Metering(registry);

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void countsRunsByTheirEnds() {
        countEverything(metering);
        assertThat(count(Metric.BACKUPS, "mode", "daily", "outcome", "failed")).isEqualTo(1);
        assertThat(count(Metric.VERIFICATIONS, "runbook", "shop", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(count(Metric.DRILLS, "runbook", "shop", "drill", "weekly", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(count(Metric.RESTORES, "outcome", "completed_with_exceptions"))
                .isEqualTo(1);
        assertThat(count(Metric.NOTICES, "outcome", "succeeded")).isEqualTo(1);
    }

    @Test
    void countsEachCheckOfAGate() {
        countEverything(metering);
        assertThat(count(Metric.GATE_CHECKS, "phase", "auth", "outcome", "passed"))
                .isEqualTo(12);
        assertThat(count(Metric.GATE_CHECKS, "phase", "auth", "outcome", "failed"))
                .isEqualTo(2);
    }

    @Test
    void aDrillsOwnRestoreIsNoRestore() {
        metering.count(new Object[] {restore(true)}, null);
        assertThat(registry.find(Metric.RESTORES.text()).counter()).isNull();
    }

    @Test
    void linesOfALogNameRunAndPhase() {
        Metering.mark("restore/shop/shop_new/auth/batch-2");
        assertThat(MDC.get("run")).isEqualTo("restore/shop/shop_new");
        assertThat(MDC.get("phase")).isEqualTo("auth");
        MDC.clear();
        Metering.mark("backup/shop/daily-2026-11-22T02-00-00");
        assertThat(MDC.get("run")).isEqualTo("backup/shop/daily-2026-11-22T02-00-00");
        assertThat(MDC.get("phase")).isNull();
    }

    /** One of everything that is counted. */
    static void countEverything(Metering metering) {
        metering.count(
                new Object[] {
                    new BackupRun(
                            "backup/shop/x",
                            "shop",
                            BackupMode.DAILY,
                            null,
                            null,
                            "ana",
                            AT,
                            AT,
                            Objectives.DEFAULT,
                            null,
                            null,
                            "no",
                            null)
                },
                "object");
        metering.count(
                new Object[] {new VerifyRun("verify/shop/x", "shop", "daily/x", "ana", AT, AT, null, "no", null)},
                "object");
        metering.count(
                new Object[] {
                    new DrillReport("drill/shop/x", "weekly", "daily/x", false, AT, AT, null, "no", List.of(), null)
                },
                null);
        metering.count(new Object[] {restore(false)}, null);
        metering.count(
                new Object[] {
                    new Notice(
                            "id",
                            AT,
                            "shop",
                            "run",
                            NoticeEvent.TEST,
                            Severity.INFO,
                            "key",
                            "subject",
                            "text",
                            List.of(),
                            null),
                    null
                },
                null);
        Vault vault = new Vault(
                "shop",
                new StoreSettings(StoreLocation.folder("x"), List.of()),
                new Keys(List.of(), null, List.of(), null, List.of()),
                null);
        metering.count(
                new Object[] {
                    new RunTask(
                            vault,
                            "daily/x",
                            "5e".repeat(32),
                            "restore/shop/x",
                            DatabaseRef.of("env:X"),
                            new TargetIdentity("1", 2, "x", 170_000),
                            "token",
                            Rights.ALL,
                            Selection.ALL,
                            Audit.DEFAULT)
                },
                new GateResult("auth", GateStage.DATA, 1, false, 14, 2, List.of(), "d1", "n", "o", AT));
    }

    private static RestoreReport restore(boolean drill) {
        return new RestoreReport(
                "restore/shop/x",
                "shop",
                "daily/x",
                "5e".repeat(32),
                AT,
                new TargetIdentity("1", 2, "x", 170_000),
                RestoreOutcome.COMPLETED_WITH_EXCEPTIONS,
                drill,
                "ana",
                AT,
                AT,
                List.of(),
                List.of(),
                null,
                Objectives.DEFAULT,
                null);
    }

    private double count(Metric metric, String... tags) {
        return registry.get(metric.text()).tags(tags).counter().count();
    }
}
