package dev.lifeboat.flow;

import dev.lifeboat.audit.AuditFinding;
import dev.lifeboat.audit.AuditReport;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.BisectReport;
import dev.lifeboat.drill.BisectRequest;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.health.HealthReport;
import dev.lifeboat.health.HealthRequest;
import dev.lifeboat.notice.DeskState;
import dev.lifeboat.notice.NoticeDeskTest;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.TestNoticesReport;
import dev.lifeboat.notice.TestNoticesRequest;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.retention.RetentionReport;
import dev.lifeboat.retention.RetentionRequest;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.Step;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.verify.VerifyAllRequest;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs that together go through every workflow and the turns that people and failures give it. */
final class RecordedRuns {
    private static final String BACKUP = "backup/bookings/daily-2026-01-14T02-00-00";
    private static final String AUDIT = "audit/bookings/2026-01-14T05-00-00";
    private static final String DRILL = "drill/bookings/2026-01-14T04-00-00";
    private static final String BISECT = "bisect/bookings/2026-01-14T04-00-00";
    private static final String NOTICE_TEST = "notify-test/bookings/2026-01-14T06-00-00";

    private static final String RETENTION = "retention/bookings/clean-up";
    private static final String VERIFY_ALL = "verify/bookings/monthly-2026-01-04T04-00-00Z";
    private static final String HEALTH = "health/bookings/check-2026-01-14T07-00-00Z";

    private final SortedMap<String, WorkflowExecutionHistory> histories = new TreeMap<>();

    /** Names without an ending, and what happened. */
    static SortedMap<String, WorkflowExecutionHistory> all() {
        RecordedRuns runs = new RecordedRuns();
        runs.decidedRestore();
        runs.cancelledRestore();
        runs.abortedRestore();
        runs.backupThatStartsOver();
        runs.backupWithCopies();
        runs.drill();
        runs.bisect();
        runs.repair();
        runs.rollback();
        runs.audit();
        runs.retention();
        runs.verifyAll();
        runs.health();
        runs.notices();
        return runs.histories;
    }

    /** A step, two reminders, a retry, a hold, a waiver by two people, a red service, and a green phase. */
    private void decidedRestore() {
        try (Rig rig = Rig.remembering()) {
            Samples samples = new Samples();
            samples.services = true;
            samples.within = Duration.ofHours(1);
            samples.steps =
                    Samples.around(List.of(new Step("stop the writers", null)), List.of(new Step(null, "users")));
            rig.restore.phase("auth", 3, "users", "user_roles").phase("bookings", 201, "bookings");
            rig.gates.red("auth", GateStage.DATA, "content");
            rig.target.mayBeWaived("auth");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, samples.restore());
            people.decide(people.waiting("before-1", "step"), Verb.APPROVE, "ada");
            Waiting first = people.waiting("auth", "open");
            rig.pass(Duration.ofMinutes(11));
            people.decide(first, Verb.RETRY, "ada");
            Waiting second = people.waiting("auth", "open", first);
            people.decide(second, Verb.HOLD, "ada");
            Waiting held = people.waiting("auth", "open", second);
            people.waive(held, "ada", "one test user only", null);
            people.waive(held, "bob", "agreed", null);
            Waiting service = people.waiting("auth", "accept");
            people.decide(service, Verb.RETRY, "ada");
            people.decide(people.waiting("auth", "accept", service), Verb.APPROVE, "ada");
            people.approve("bookings", "open");
            rig.result(run, RestoreReport.class);
            keep(rig, "restore-decided", Samples.RESTORE);
            keep(rig, "phase-retried-held-waived", Samples.RESTORE + "/auth");
            keep(rig, "phase-approved", Samples.RESTORE + "/bookings");
            keep(rig, "load-batch", Samples.RESTORE + "/auth/load-0");
        }
    }

    private void cancelledRestore() {
        try (Rig rig = Rig.remembering()) {
            rig.restore.phase("auth", 2, "users");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, new Samples().restore());
            people.waiting("auth", "open");
            run.cancel();
            rig.until("it is closed", () -> isClosed(rig, Samples.RESTORE));
            keep(rig, "restore-cancelled", Samples.RESTORE);
            keep(rig, "phase-cancelled", Samples.RESTORE + "/auth");
        }
    }

    private void abortedRestore() {
        try (Rig rig = Rig.remembering()) {
            Samples samples = new Samples();
            samples.services = true;
            rig.restore
                    .phase("auth", 1, "users")
                    .phase("bookings", 1, "bookings")
                    .opened("auth");
            rig.gates.red("auth", GateStage.SERVICE, "http");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, samples.restore());
            people.decide(people.waiting("auth", "accept"), Verb.ABORT, "ada");
            rig.result(run, RestoreReport.class);
            keep(rig, "restore-aborted", Samples.RESTORE);
            keep(rig, "phase-resumed-aborted", Samples.RESTORE + "/auth");
        }
    }

    /** A test of two channels, one of which fails; and a desk that holds one notice back and sends it when it may. */
    private void notices() {
        try (Rig rig = Rig.remembering()) {
            Runbook runbook = new Samples().runbook();
            rig.script.failAlways("notice missing", ErrorCode.CHANNEL_REFUSED, "there is no channel \"missing\"");
            rig.result(
                    rig.start(
                            "TestNotices",
                            NOTICE_TEST,
                            new TestNoticesRequest(runbook, List.of("webhook", "missing"), Samples.STARTER)),
                    TestNoticesReport.class);
            keep(rig, "notify-test", NOTICE_TEST);
        }
        try (Rig rig = Rig.remembering()) {
            Notify one = NoticeDeskTest.chat(1, null);
            WorkflowStub desk = rig.start("NoticeDesk", NoticeDeskTest.DESK, DeskState.empty("bookings", "slack", one));
            NoticeDeskTest.asks(desk, one, "first");
            NoticeDeskTest.asks(desk, one, "second");
            rig.result(desk, Void.class);
            keep(rig, "notice-desk", NoticeDeskTest.DESK);
        }
    }

    private void backupThatStartsOver() {
        try (Rig rig = Rig.remembering()) {
            rig.script.block("copy 1 3");
            rig.script.fail("copy 2 1", ErrorCode.STORE_UNAVAILABLE, "connection reset");
            WorkflowStub run = rig.start("Backup", BACKUP, new Samples().backup(true));
            rig.until("the last chunk is being copied", () -> rig.script.standing() == 1);
            rig.snapshots.kill(1, 1, ErrorCode.SNAPSHOT_LOST);
            rig.snapshots.kill(1, 2, ErrorCode.SNAPSHOT_LOST);
            rig.result(run, BackupReport.class);
            keep(rig, "backup-started-over", BACKUP);
            keep(rig, "copy-batch", BACKUP + "/2-1");
            keep(rig, "verify", rig.childOf(BACKUP, "Verify"));
        }
    }

    /** One copy is made, the other's store takes nothing. */
    private void backupWithCopies() {
        try (Rig rig = Rig.remembering()) {
            Samples samples = new Samples();
            samples.copies = List.of(StoreLocation.folder("near"), StoreLocation.folder("far"));
            rig.script.failAlways("send copy-2 1", ErrorCode.STORE_REFUSED, "access denied");
            rig.result(rig.start("Backup", BACKUP, samples.backup(false)), BackupReport.class);
            keep(rig, "backup-with-copies", BACKUP);
            keep(rig, "set-copied", RunIds.copy("bookings", FakeRestore.SET, "copy-1"));
            keep(rig, "set-copy-failed", RunIds.copy("bookings", FakeRestore.SET, "copy-2"));
        }
    }

    private void drill() {
        try (Rig rig = Rig.remembering()) {
            rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
            rig.result(rig.start("Drill", DRILL, new Samples().drill()), DrillReport.class);
            keep(rig, "drill", DRILL);
            keep(rig, "restore-in-a-drill", "restore/bookings/drill_1");
        }
    }

    /** The newest set is bad, the one before it is not. */
    private void bisect() {
        try (Rig rig = Rig.remembering()) {
            rig.restore.phase("auth", 1, "users");
            rig.bisects.days(2, 1);
            BisectRequest request = new BisectRequest(
                    new Samples().runbook(), "0f".repeat(32), "auth", null, null, null, false, 1, Samples.STARTER);
            rig.result(rig.start("Bisect", BISECT, request), BisectReport.class);
            keep(rig, "bisect", BISECT);
            keep(rig, "probe", BISECT + "/daily-2026-01-02");
        }
    }

    /** A fork, which is told of, and a store that takes no head. */
    private void audit() {
        try (Rig rig = Rig.remembering()) {
            rig.audit
                    .finds(new AuditFinding(ErrorCode.CHAIN_BROKEN, false, "daily/2", "a fork"))
                    .cannotWrite("copy-1: down");
            rig.result(rig.start("VerifyAudit", AUDIT, new Samples().runbook()), AuditReport.class);
            keep(rig, "audit", AUDIT);
        }
    }

    /** One set is right, one is not. */
    private void verifyAll() {
        try (Rig rig = Rig.remembering()) {
            rig.verification.parts(0);
            rig.keptSets.set("primary", "daily/1").set("primary", "daily/2");
            rig.script.failAlways("open-set daily/2 [primary]", ErrorCode.SIGNATURE_INVALID, "not signed");
            rig.start(
                    "VerifyAll",
                    VERIFY_ALL,
                    new VerifyAllRequest(
                            new Samples().runbook(), "0f".repeat(32), "monthly", "all", null, "schedule monthly"));
            rig.until("it is closed", () -> isClosed(rig, VERIFY_ALL));
            keep(rig, "all-verified", VERIFY_ALL);
        }
    }

    /** A problem that is new. */
    private void health() {
        try (Rig rig = Rig.remembering()) {
            rig.health.has("age/daily", Severity.CRITICAL);
            rig.result(
                    rig.start(
                            "Health", HEALTH, new HealthRequest(new Samples().runbook(), "0f".repeat(32), "schedule")),
                    HealthReport.class);
            keep(rig, "health", HEALTH);
        }
    }

    /** Approved too late, then again. */
    private void repair() {
        try (Rig rig = Rig.remembering()) {
            Commander people = new Commander(rig, Samples.REPAIR);
            WorkflowStub run = rig.start("Repair", Samples.REPAIR, new Samples().repair());
            Waiting first = people.waiting("repair", "repair");
            rig.repair.changeTables();
            people.decide(first, Verb.APPROVE, "ada");
            people.decide(people.waiting("repair", "repair", first), Verb.APPROVE, "ada");
            rig.result(run, RepairReport.class);
            keep(rig, "repair", Samples.REPAIR);
        }
    }

    /** As the repair. */
    private void rollback() {
        try (Rig rig = Rig.remembering()) {
            Commander people = new Commander(rig, Samples.ROLLBACK);
            WorkflowStub run = rig.start("RollbackSchema", Samples.ROLLBACK, new Samples().rollback());
            Waiting first = people.waiting("schema", "schema");
            rig.rollback.migrate();
            people.decide(first, Verb.APPROVE, "ada");
            people.decide(people.waiting("schema", "schema", first), Verb.APPROVE, "ada");
            rig.result(run, RollbackReport.class);
            keep(rig, "rollback", Samples.ROLLBACK);
        }
    }

    /** Two batches, one of which is tried again, and something to look at. */
    private void retention() {
        try (Rig rig = Rig.remembering()) {
            rig.retention.deletions(51).noting("daily/a: pinned meanwhile");
            rig.script.fail("delete primary 50", ErrorCode.STORE_UNAVAILABLE, "connection reset");
            RetentionRequest request =
                    new RetentionRequest(new Samples().runbook(), "0f".repeat(32), null, Samples.STARTER);
            rig.result(rig.start("Retention", RETENTION, request), RetentionReport.class);
            keep(rig, "retention", RETENTION);
        }
    }

    private void keep(Rig rig, String name, String id) {
        histories.put(name, rig.client().fetchHistory(id));
    }

    private static boolean isClosed(Rig rig, String id) {
        return rig.status(id) != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }
}
