package dev.lifeboat.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A copy by itself and behind a backup; the fakes refuse a copy that is read before it is sent, or sealed before it is read. */
class CopyFlowTest {
    private static final String BACKUP = "backup/bookings/daily-2026-01-14T02-00-00";
    private static final String COPY = RunIds.copy("bookings", FakeRestore.SET, "copy-1");

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @BeforeEach
    void declareTwoCopies() {
        samples.copies = List.of(StoreLocation.folder("near"), StoreLocation.folder("far"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void sendsThenReadsThenSeals() {
        rig.copies.objects(901);
        CopyReport report = rig.result(rig.start("Copy", COPY, samples.copy("copy-1")), CopyReport.class);
        assertThat(report.objects()).isEqualTo(901);
        assertThat(report.sent()).isEqualTo(901);
        assertThat(report.records()).isEqualTo(2);
        assertThat(rig.audit.types()).containsExactly("set_copied");
        assertThat(rig.journal.of("begin-copy", "seal-copy", "sign heads"))
                .containsExactly("begin-copy copy-1", "seal-copy copy-1", "sign heads");
    }

    @Test
    void sendsAgainWhatDidNotArriveAndGoesOn() {
        rig.script.fail("send copy-1 1", ErrorCode.STORE_UNAVAILABLE, "connection reset");
        rig.script.fail("read copy-1 2", ErrorCode.STORE_UNAVAILABLE, "connection reset");
        assertThat(rig.result(rig.start("Copy", COPY, samples.copy("copy-1")), CopyReport.class)
                        .objects())
                .isEqualTo(3);
    }

    @Test
    void sealsNothingWhenTheCopyReadsDifferently() {
        rig.script.failAlways("read copy-1 2", ErrorCode.SET_CORRUPT, "object 2 differs");
        assertFails(rig.start("Copy", COPY, samples.copy("copy-1")), ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.of("seal-copy")).isEmpty();
        assertThat(rig.audit.events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("set_copy_failed");
            assertThat(event.data()).containsEntry("error", "SET_CORRUPT: object 2 differs");
        });
    }

    @Test
    void aMistypedDownloadIsNoFailedCopyAndAMistypedCopyIsOne() {
        rig.script.failAlways("begin-copy copy-1", ErrorCode.NO_SUCH_SET, "there is no set daily/1999-01-01");
        CopyRequest copy = samples.copy("copy-1");
        CopyRequest download =
                new CopyRequest(copy.runbook(), copy.set(), copy.to(), copy.from(), copy.startedBy(), true);
        assertFails(rig.start("Copy", COPY + "/download", download), ErrorCode.NO_SUCH_SET);
        assertThat(rig.audit.events()).isEmpty();
        assertFails(rig.start("Copy", COPY, copy), ErrorCode.NO_SUCH_SET);
        assertThat(rig.audit.types()).containsExactly("set_copy_failed");
    }

    @Test
    void failsForItsOwnReasonAlsoWhenThatCannotBeWrittenDown() {
        rig.script.failAlways("begin-copy copy-1", ErrorCode.OBJECT_EXISTS, "another set");
        rig.script.failAlways("audit set_copy_failed", ErrorCode.STORE_REFUSED, "read-only");
        assertFails(rig.start("Copy", COPY, samples.copy("copy-1")), ErrorCode.OBJECT_EXISTS);
    }

    @Test
    void aBackupCopiesItsSetToEveryStoreThatTakesItsMode() {
        BackupReport report = rig.result(rig.start("Backup", BACKUP, samples.backup(false)), BackupReport.class);
        assertThat(report.warnings()).noneMatch(warning -> warning.contains("copy"));
        assertThat(rig.journal.of("seal-copy")).containsExactlyInAnyOrder("seal-copy copy-1", "seal-copy copy-2");
    }

    @Test
    void aBackupCopiesNothingToAStoreOfOtherModes() {
        samples.copies = List.of(only(BackupMode.MONTHLY), StoreLocation.folder("far"));
        BackupRequest request = new BackupRequest(
                samples.runbook(), "0f".repeat(32), BackupMode.DAILY, null, null, false, SetContent.WHOLE, false);
        rig.result(rig.start("Backup", BACKUP, request), BackupReport.class);
        assertThat(rig.journal.of("seal-copy")).containsExactly("seal-copy copy-2");
    }

    @Test
    void aBackupWhoseCopyFailsIsDoneAndNamesStoreReasonAndRemedy() {
        rig.script.failAlways("send copy-2 1", ErrorCode.STORE_UNAVAILABLE, "no route to host");
        BackupReport report = rig.result(rig.start("Backup", BACKUP, samples.backup(true)), BackupReport.class);
        assertThat(report.verified()).isTrue();
        assertThat(report.warnings())
                .filteredOn(warning -> warning.contains("copy-2"))
                .singleElement()
                .asString()
                .contains("STORE_UNAVAILABLE: no route to host")
                .contains("lifeboat copy " + FakeRestore.SET + " --to copy-2");
        assertThat(rig.journal.of("seal-copy", "abandon")).containsExactly("seal-copy copy-1");
        assertThat(rig.journal.of("follow")).containsExactly("follow copy-1");
    }

    @Test
    void theCopiesOfABackupThatIsVerifiedCountAsVerified() {
        rig.result(rig.start("Backup", BACKUP, samples.backup(true)), BackupReport.class);
        assertThat(rig.journal.of("follow")).containsExactlyInAnyOrder("follow copy-1", "follow copy-2");
    }

    @Test
    void theCopiesOfABackupThatNobodyVerifiesAreNotMarked() {
        rig.result(rig.start("Backup", BACKUP, samples.backup(false)), BackupReport.class);
        assertThat(rig.journal.of("follow")).isEmpty();
    }

    @Test
    void aCopyThatCannotBeMarkedIsNamedAndTheBackupIsDone() {
        rig.script.failAlways("follow copy-1", ErrorCode.STORE_REFUSED, "read-only");
        BackupReport report = rig.result(rig.start("Backup", BACKUP, samples.backup(true)), BackupReport.class);
        assertThat(report.verified()).isTrue();
        assertThat(report.warnings())
                .filteredOn(warning -> warning.contains("is not marked as verified"))
                .singleElement()
                .asString()
                .contains("STORE_REFUSED: read-only")
                .contains("lifeboat verify " + FakeRestore.SET + " --store copy-1");
    }

    @Test
    void aBackupWhoseVerificationFailsMarksNoCopy() {
        rig.script.failAlways("verify-schema", ErrorCode.SET_CORRUPT, "part 1 differs");
        assertFails(rig.start("Backup", BACKUP, samples.backup(true)), ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.of("follow")).isEmpty();
    }

    @Test
    void aCancelledBackupEndsItsCopiesAndIsNotDone() {
        samples.copies = List.of(StoreLocation.folder("near"));
        rig.copies.objects(1);
        rig.script.block("send copy-1 0");
        WorkflowStub run = rig.start("Backup", BACKUP, samples.backup(false));
        rig.until("the heads are signed", () -> rig.journal.count("sign heads") == 1);
        rig.until("the copy is under way", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 0);
        rig.cancel(run, COPY);
        rig.until(
                "the backup is closed",
                () -> rig.status(BACKUP) != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
        assertThat(rig.status(BACKUP)).isNotEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
        assertThat(rig.journal.of("seal-copy")).isEmpty();
    }

    private static StoreLocation only(BackupMode mode) {
        return new StoreLocation(
                null,
                "filesystem",
                "near",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(mode),
                null,
                null);
    }

    private void assertFails(WorkflowStub run, ErrorCode code) {
        assertThatThrownBy(() -> rig.result(run, CopyReport.class))
                .isInstanceOfSatisfying(WorkflowFailedException.class, e -> assertThat(Failures.find(e))
                        .isNotNull()
                        .satisfies(found -> assertThat(found.code()).isEqualTo(code)));
    }
}
