package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Severity;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backup from the first lock to the seal; what it does when holders die, production needs the locks, or it is cancelled. */
class BackupFlowTest {
    private static final String BACKUP = "backup/bookings/daily-2026-01-14T02-00-00";

    private final Rig rig = Rig.forgetful();
    private boolean verify;

    @AfterEach
    void close() {
        rig.until("the locks on the source are released", rig.snapshots::nobodyHolds);
        rig.close();
    }

    @Test
    void sealsASetOfOneSnapshotAndReleasesItsLocks() {
        BackupReport report = rig.result(start(), BackupReport.class);
        assertThat(report.setId()).isEqualTo(FakeRestore.SET);
        assertThat(report.rows()).isEqualTo(30);
        assertThat(report.verified()).isFalse();
        assertThat(report.warnings()).hasSize(1);
        assertThat(rig.journal.of("preflight", "hold", "seal", "abandon"))
                .containsExactly("preflight", "hold 1-1", "hold 1-2", "seal 1");
        assertThat(rig.journal.of("copy")).containsExactlyInAnyOrder("copy 1 1", "copy 1 2", "copy 1 3");
        assertThat(rig.journal.of("schema")).containsExactly("schema 1");
    }

    @Test
    void copiesManyChunksInSeveralBatches() {
        rig.backups.chunks(7);
        BackupReport report = rig.result(start(), BackupReport.class);
        assertThat(report.rows()).isEqualTo(70);
        assertThat(rig.status(BACKUP + "/1-4")).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    }

    @Test
    void copiesNoMoreChunksAtATimeThanTheSourceHasConnectionsFor() {
        rig.backups.spare(1);
        rig.script.block("copy 1 1");
        rig.script.block("copy 1 2");
        WorkflowStub run = start();
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP + "/1-1", 1);
        rig.script.release("copy 1 1");
        rig.script.release("copy 1 2");
        assertThat(rig.result(run, BackupReport.class).rows()).isEqualTo(30);
    }

    @Test
    void verifiesTheSetInTheSameRunWhenAsked() {
        verify = true;
        assertThat(rig.result(start(), BackupReport.class).verified()).isTrue();
        assertThat(rig.journal.of("seal", "marked")).containsExactly("seal 1", "marked verified");
    }

    @Test
    void keepsASealedSetThatCannotBeVerified() {
        verify = true;
        rig.script.failAlways("verify-schema", ErrorCode.KEY_UNUSABLE, "no private key here");
        assertFailsWith(start(), ErrorCode.KEY_UNUSABLE);
        assertThat(rig.journal.of("seal", "abandon")).containsExactly("seal 1");
    }

    @Test
    void tellsEverybodyHowASetDiffersFromThoseBeforeIt() {
        rig.backups.alarmed("public.users: 500 rows, usually 1,000 (limit 800)");
        BackupReport report = rig.result(start(), BackupReport.class);
        assertThat(report.findings()).containsExactly("public.users: 500 rows, usually 1,000 (limit 800)");
        assertThat(rig.notices.about("ALARM")).singleElement().satisfies(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(notice.subject()).contains(FakeRestore.SET);
            assertThat(notice.text()).contains("500 rows, usually 1,000", "lifeboat alarms show " + FakeRestore.SET);
        });
    }

    @Test
    void tellsOfTheAlarmAlsoWhereTheVerificationFailsAfterwards() {
        verify = true;
        rig.backups.alarmed("public.users: no rows, usually 1,000");
        rig.script.failAlways("verify-schema", ErrorCode.KEY_UNUSABLE, "no private key here");
        assertFailsWith(start(), ErrorCode.KEY_UNUSABLE);
        assertThat(rig.notices.about("ALARM")).hasSize(1);
        assertThat(rig.notices.about("FAILED")).hasSize(1);
    }

    @Test
    void aNoticeThatCannotBeDeliveredDoesNotFailAnAlarmedBackup() {
        rig.backups.alarmed("public.users: no rows, usually 1,000");
        rig.script.failAlways("notice", ErrorCode.STORE_UNAVAILABLE, "no network");
        assertThat(rig.result(start(), BackupReport.class).findings()).hasSize(1);
    }

    @Test
    void goesOnWhenOneHolderDies() {
        rig.script.block("copy 1 1");
        WorkflowStub run = start();
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.snapshots.kill(1, 1, ErrorCode.SNAPSHOT_LOST);
        rig.until("the other goes on", () -> !rig.snapshots.isAlive(1, 1));
        rig.script.release("copy 1 1");
        assertThat(rig.result(run, BackupReport.class).rows()).isEqualTo(30);
        assertThat(rig.journal.of("seal")).containsExactly("seal 1");
    }

    @Test
    void startsOverWhenBothHoldersDieAndMixesNothing() {
        rig.script.block("copy 1 3");
        WorkflowStub run = start();
        rig.until("the last chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 2);
        rig.snapshots.kill(1, 1, ErrorCode.SNAPSHOT_LOST);
        rig.snapshots.kill(1, 2, ErrorCode.SNAPSHOT_LOST);
        assertThat(rig.result(run, BackupReport.class).rows()).isEqualTo(30);
        assertThat(rig.journal.of("hold", "seal"))
                .containsExactly("hold 1-1", "hold 1-2", "hold 2-1", "hold 2-2", "seal 2");
        assertThat(rig.journal.of("copy 2")).hasSize(3);
    }

    @Test
    void yieldsToProductionAndStartsOverLater() {
        rig.script.block("copy 1 1");
        WorkflowStub run = start();
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 2);
        rig.snapshots.kill(1, 1, ErrorCode.BACKUP_YIELDED);
        rig.snapshots.kill(1, 2, ErrorCode.BACKUP_YIELDED);
        BackupReport report = rig.result(run, BackupReport.class);
        assertThat(report.duration()).isGreaterThan(Duration.ofMinutes(2));
        assertThat(rig.journal.of("seal")).containsExactly("seal 2");
    }

    @Test
    void startsOverWhenALockIsNotGranted() {
        rig.script.fail("hold 1-1", ErrorCode.LOCK_NOT_AVAILABLE, "users is being altered");
        rig.script.fail("hold 2-2", ErrorCode.LOCK_NOT_AVAILABLE, "users is being altered");
        assertThat(rig.result(start(), BackupReport.class).rows()).isEqualTo(30);
        assertThat(rig.journal.of("seal")).containsExactly("seal 3");
    }

    @Test
    void startsOverWhenATableWasAlteredUnderTheReaders() {
        rig.script.failAlways("copy 1 2", ErrorCode.LOCK_NOT_AVAILABLE, "users is locked");
        assertThat(rig.result(start(), BackupReport.class).rows()).isEqualTo(30);
        assertThat(rig.journal.of("seal")).containsExactly("seal 2");
    }

    @Test
    void givesUpAfterFiveSnapshotsAndLeavesNothingBehind() {
        for (int attempt = 1; attempt <= 9; attempt++) {
            rig.script.failAlways("hold " + attempt + "-1", ErrorCode.LOCK_NOT_AVAILABLE, "users is being altered");
        }
        assertFailsWith(start(), ErrorCode.LOCK_NOT_AVAILABLE);
        assertThat(rig.journal.all()).containsExactly("preflight", "abandon", "sign heads");
    }

    @Test
    void abandonsTheSetWhenAChunkCannotBeCopied() {
        rig.script.failAlways("copy 1 2", ErrorCode.SOURCE_UNSUPPORTED, "a type that cannot be copied");
        assertFailsWith(start(), ErrorCode.SOURCE_UNSUPPORTED);
        assertThat(rig.journal.of("abandon", "seal")).containsExactly("abandon");
    }

    @Test
    void waitsForTheSchemaBeforeItAbandonsTheSet() {
        rig.script.stall("schema 1");
        rig.script.failAlways("copy 1 2", ErrorCode.SOURCE_UNSUPPORTED, "a type that cannot be copied");
        WorkflowStub run = start();
        rig.until("the locks are released", () -> rig.journal.count("release") == 2);
        rig.pass(Duration.ofMillis(300));
        rig.script.release("schema 1");
        assertFailsWith(run, ErrorCode.SOURCE_UNSUPPORTED);
        assertThat(rig.journal.of("schema", "abandon")).containsExactly("schema 1", "abandon");
    }

    @Test
    void waitsForCopiesThatDoNotHearOfTheCancellation() {
        rig.script.stall("copy 1 1");
        WorkflowStub run = start();
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 2);
        rig.settled(BACKUP + "/1-1", 1);
        run.cancel();
        rig.until("the locks are released", () -> rig.journal.count("release") == 2);
        rig.pass(Duration.ofMillis(300));
        rig.script.release("copy 1 1");
        assertCancelled(run);
        assertThat(rig.journal.of("copy 1 1", "abandon")).containsExactly("copy 1 1", "abandon");
    }

    @Test
    void releasesTheLocksAndLeavesNothingWhenItIsCancelled() {
        rig.script.block("copy 1 1");
        WorkflowStub run = start();
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 2);
        rig.settled(BACKUP + "/1-1", 1);
        run.cancel();
        assertCancelled(run);
        rig.until("the locks are released", () -> rig.journal.count("release") == 2);
        assertThat(rig.journal.of("release", "abandon", "seal"))
                .containsExactlyInAnyOrder("release 1-1", "release 1-2", "abandon");
        assertThat(rig.script.standing()).isZero();
    }

    @Test
    void abandonsWhatIsBeingClaimedWhenItIsCancelled() {
        rig.script.stall("preflight");
        WorkflowStub run = start();
        rig.until("the preflight runs", () -> rig.script.standing() == 1);
        rig.cancel(run, BACKUP);
        rig.script.release("preflight");
        assertCancelled(run);
        assertThat(rig.journal.all()).containsExactly("preflight", "abandon", "sign heads");
    }

    @Test
    void refusesALateAnnouncementOfAnEarlierAttempt() {
        rig.script.block("schema 1");
        WorkflowStub run = start();
        rig.until("the schema is being dumped", () -> rig.script.standing() == 1);
        run.signal("snapshot-held", new HeldSnapshot(1, 7, "7-1", "0/0", Instant.EPOCH, 2));
        run.signal("snapshot-held", new HeldSnapshot(1, 1, "1-1", "0/0", Instant.EPOCH, 2));
        rig.script.release("schema 1");
        assertThat(rig.result(run, BackupReport.class).rows()).isEqualTo(30);
    }

    @Test
    void tellsPeopleOfABackupThatFailed() {
        rig.script.failAlways("preflight", ErrorCode.PRIVILEGE_MISSING, "role backup may not read users");
        assertFailsWith(start(), ErrorCode.PRIVILEGE_MISSING);
        assertThat(rig.notices.about("PRIVILEGE_MISSING")).hasSize(1);
    }

    private WorkflowStub start() {
        return rig.start("Backup", BACKUP, new Samples().backup(verify));
    }

    private void assertFailsWith(WorkflowStub run, ErrorCode code) {
        assertThatThrownBy(() -> rig.result(run, BackupReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(code));
    }

    private void assertCancelled(WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, BackupReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.status(BACKUP)).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    }
}
