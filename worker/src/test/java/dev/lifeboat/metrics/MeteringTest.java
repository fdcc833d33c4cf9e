package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.FailedRun;
import dev.lifeboat.report.ReportActivities;
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
import dev.lifeboat.verify.VerifiedSet;
import dev.lifeboat.verify.VerifyAllReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.failure.ActivityFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker counts of the activities that it runs. */
class MeteringTest {
    private static final Instant AT = Instant.parse("2026-11-22T04:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metering metering = new Metering(registry);

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
        metering.countRuns(new Object[] {restore(true)});
        assertThat(registry.find(Metric.RESTORES.text()).counter()).isNull();
    }

    @Test
    void countsEachSetOfAVerificationOfAll() {
        metering.countRuns(new Object[] {
            new VerifyAllReport(
                    "verify/shop/all",
                    "shop",
                    "weekly",
                    "latest",
                    "ana",
                    AT,
                    AT,
                    List.of(
                            new VerifiedSet("near", "daily/x", 1, 1, 0, null),
                            new VerifiedSet("far", "daily/x", 0, 0, 0, "SET_CORRUPT: no")),
                    List.of(),
                    List.of(),
                    null)
        });
        assertThat(count(Metric.VERIFICATIONS, "outcome", "succeeded")).isEqualTo(1);
        assertThat(count(Metric.VERIFICATIONS, "outcome", "failed")).isEqualTo(1);
    }

    @Test
    void countsARestoreThatFailedBeforeItsPlan() {
        metering.countRuns(
                new Object[] {new FailedRun("restore", "restore/shop/x", "shop", "latest", "ana", AT, AT, "no", null)});
        assertThat(count(Metric.RESTORES, "outcome", "failed")).isEqualTo(1);
    }

    /** A store that is away fails a backup and its report. */
    @Test
    void countsARunThoughItsReportCannotBeKept() {
        List<Object> tries = new ArrayList<>();
        ReportActivities store = new ReportActivities() {
            @Override
            public String backup(Vault vault, BackupRun run) {
                tries.add(run);
                throw Failures.toFailure(new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "away"));
            }

            @Override
            public String verification(Vault vault, VerifyRun run) {
                throw new AssertionError();
            }

            @Override
            public String failure(Vault vault, FailedRun run) {
                throw new AssertionError();
            }
        };
        TestActivityEnvironment environment = TestActivityEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(metering)
                        .build())
                .build());
        try {
            environment.registerActivitiesImplementations(store);
            assertThatThrownBy(() ->
                            environment.newActivityStub(ReportActivities.class).backup(vault(), failedBackup()))
                    .isInstanceOf(ActivityFailure.class);
        } finally {
            environment.close();
        }
        assertThat(tries).isNotEmpty();
        assertThat(count(Metric.BACKUPS, "mode", "daily", "outcome", "failed")).isEqualTo(1);
    }

    /** One of everything that is counted. */
    static void countEverything(Metering metering) {
        metering.countRuns(new Object[] {failedBackup()});
        metering.countRuns(
                new Object[] {new VerifyRun("verify/shop/x", "shop", "daily/x", "ana", AT, AT, null, "no", null)});
        metering.countRuns(new Object[] {
            new DrillReport("drill/shop/x", "weekly", "daily/x", false, AT, AT, null, "no", List.of(), null)
        });
        metering.countRuns(new Object[] {restore(false)});
        metering.countWork(
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
        metering.countWork(
                new Object[] {
                    new RunTask(
                            vault(),
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

    private static Vault vault() {
        return new Vault(
                "shop",
                new StoreSettings(StoreLocation.folder("x"), List.of()),
                new Keys(List.of(), null, List.of(), null, List.of()),
                null);
    }

    private static BackupRun failedBackup() {
        return new BackupRun(
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
                null);
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
                List.of(),
                null,
                Objectives.DEFAULT,
                null,
                null,
                null);
    }

    private double count(Metric metric, String... tags) {
        return registry.get(metric.text()).tags(tags).counter().count();
    }
}
