package dev.lifeboat.report;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.BisectReport;
import dev.lifeboat.drill.BisectRun;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.Probed;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.verify.VerifyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reports of runs that never were. */
public final class ReportSamples {
    public static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
    static final String SET = "weekly/2026-W47";
    static final String MANIFEST = "5e7a".repeat(16);

    private ReportSamples() {}

    public static DrillReport drill(Instant startedAt, boolean proven, Duration took) {
        return drill(startedAt, proven, took, "auth");
    }

    /**
     * Of a drill.
     *
     * @param name of a phase, a check and whatever else has one
     */
    public static DrillReport drill(Instant startedAt, boolean proven, Duration took, String name) {
        return new DrillReport(
                "drill/shop/weekly-" + startedAt,
                "weekly",
                SET,
                proven,
                startedAt,
                startedAt.plus(took),
                restore(startedAt, took, proven, true, name),
                proven ? null : "GATE_FAILED: the drill was not green throughout",
                List.of(),
                null);
    }

    /** Of a drill that ended at the red gate of its last phase, after an hour; the first was back after 20 minutes. */
    public static DrillReport redDrill(Instant startedAt) {
        String error = "GATE_FAILED: phase remainder: 1 of 14 checks failed, first sql every remainder has an e-mail";
        RestoreReport good = restore(startedAt, Duration.ofHours(1), true, true, "auth");
        PhaseReport red = phase("remainder", startedAt, Duration.ofHours(1), Duration.ofHours(2), false);
        return new DrillReport(
                "drill/shop/weekly-" + startedAt,
                "weekly",
                SET,
                false,
                startedAt,
                good.endedAt(),
                new RestoreReport(
                        good.runId(),
                        good.runbook(),
                        good.setId(),
                        good.manifestSha256(),
                        good.takenAt(),
                        good.target(),
                        RestoreOutcome.FAILED,
                        true,
                        good.startedBy(),
                        startedAt,
                        good.endedAt(),
                        List.of(good.phases().get(0), ended(red)),
                        List.of(),
                        List.of(),
                        null,
                        good.objectives(),
                        error,
                        null,
                        null),
                error,
                List.of(),
                null,
                DrillReport.BY_LIFEBOAT,
                null,
                null,
                List.of(),
                "schedule weekly");
    }

    /** The same, not waived but where the run ended. */
    private static PhaseReport ended(PhaseReport red) {
        return new PhaseReport(
                red.phase(),
                red.rows(),
                red.bytes(),
                red.startedAt(),
                red.endedAt(),
                red.machine(),
                red.people(),
                red.within(),
                red.contentEqual(),
                false,
                true,
                red.gates(),
                List.of(),
                List.of(),
                List.of());
    }

    public static RestoreReport restore(Instant startedAt, Duration took, boolean green, boolean drill, String name) {
        return new RestoreReport(
                "restore/shop/" + (drill ? "lifeboat_drill_1" : "shop_new"),
                "shop",
                SET,
                MANIFEST,
                startedAt.minus(Duration.ofHours(26)),
                new TargetIdentity("7301", 16_384, "shop_new", 170_010),
                green ? RestoreOutcome.COMPLETED : RestoreOutcome.COMPLETED_WITH_EXCEPTIONS,
                drill,
                "ana@example.com",
                startedAt,
                startedAt.plus(took),
                List.of(
                        phase(name, startedAt, took.dividedBy(3), Duration.ofMinutes(30), green),
                        phase("remainder", startedAt, took, null, true)),
                List.of(),
                List.of(),
                null,
                new Objectives(Duration.ofHours(24), Duration.ofHours(4)),
                null,
                null,
                null);
    }

    /** The same, which a person aborted at the gate of its first phase. */
    public static RestoreReport abortedAtOnce(RestoreReport restore) {
        PhaseReport first = restore.phases().get(0);
        return new RestoreReport(
                restore.runId(),
                restore.runbook(),
                restore.setId(),
                restore.manifestSha256(),
                restore.takenAt(),
                restore.target(),
                RestoreOutcome.ABORTED,
                restore.drill(),
                restore.startedBy(),
                restore.startedAt(),
                first.endedAt(),
                List.of(new PhaseReport(
                        first.phase(),
                        first.rows(),
                        first.bytes(),
                        first.startedAt(),
                        first.endedAt(),
                        first.machine(),
                        first.people(),
                        first.within(),
                        true,
                        false,
                        true,
                        first.gates(),
                        List.of(),
                        List.of(),
                        List.of())),
                List.of(),
                List.of(),
                null,
                restore.objectives(),
                null,
                null,
                null);
    }

    private static PhaseReport phase(String name, Instant startedAt, Duration ready, Duration within, boolean green) {
        List<GateCheck> checks = green
                ? List.of()
                : List.of(new GateCheck("sql", "every " + name + " has an e-mail", false, "0", "17", null));
        return new PhaseReport(
                name,
                1_200_000,
                310_000_000,
                startedAt,
                startedAt.plus(ready),
                ready.minusSeconds(20),
                Duration.ofSeconds(20),
                within,
                true,
                !green,
                false,
                List.of(new GateResult(
                        name,
                        GateStage.DATA,
                        1,
                        green,
                        14,
                        green ? 0 : 1,
                        checks,
                        "d1".repeat(32),
                        "0".repeat(32),
                        "reports/restores/x/" + name + "-data-1-00000000.json",
                        startedAt.plus(ready))),
                List.of(new RecordedDecision(
                        name,
                        "open",
                        green ? Verb.APPROVE : Verb.WAIVE,
                        "ana@example.com",
                        true,
                        green ? null : "17 accounts of a test",
                        "d1".repeat(32),
                        startedAt.plus(ready))),
                List.of(),
                List.of());
    }

    public static BackupRun backup(Instant startedAt, long bytes, String error) {
        boolean failed = error != null;
        return new BackupRun(
                "backup/shop/daily-" + startedAt,
                "shop",
                BackupMode.DAILY,
                null,
                null,
                "schedule daily",
                startedAt,
                startedAt.plusSeconds(90),
                Objectives.DEFAULT,
                failed ? null : "daily/" + startedAt.toString().substring(0, 10),
                failed
                        ? null
                        : new BackupReport(
                                "daily/" + startedAt.toString().substring(0, 10),
                                MANIFEST,
                                17,
                                4_200_000,
                                bytes,
                                bytes / 4,
                                Duration.ofSeconds(88),
                                true,
                                List.of(),
                                List.of(),
                                0,
                                List.of()),
                error,
                null);
    }

    static VerifyRun verification(Instant startedAt) {
        return new VerifyRun(
                "verify/shop/x",
                "shop",
                SET,
                "lifeboat",
                startedAt,
                startedAt.plusSeconds(40),
                new VerifyReport(
                        SET,
                        MANIFEST,
                        "A".repeat(40),
                        210,
                        4_200_000,
                        900_000_000,
                        220_000_000,
                        List.of("an object that the manifest does not name: " + SET + "/stray"),
                        Duration.ofSeconds(40),
                        0,
                        0,
                        "primary"),
                null,
                null);
    }

    static BisectRun search(Instant startedAt) {
        return new BisectRun(
                "shop",
                "ana",
                startedAt,
                startedAt.plusSeconds(900),
                new BisectReport(
                        "bisect/shop/x",
                        "every order has a user",
                        SET,
                        9,
                        2,
                        List.of(
                                new Probed(
                                        "weekly/2026-W48",
                                        Probed.Outcome.RED,
                                        "every order has a user: expected 0, found 3"),
                                new Probed(SET, Probed.Outcome.GREEN, "")),
                        List.of(),
                        "found"),
                null,
                null);
    }
}
