package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clean-up plans everything before it deletes anything, and tells of what goes wrong. */
class RetentionFlowTest {
    private final Rig rig = Rig.forgetful();
    private String store;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void plansDeletesSweepsAndReports() {
        RetentionReport report = rig.result(start(), RetentionReport.class);
        assertThat(report.deleted()).isEqualTo(2);
        assertThat(report.startedBy()).isEqualTo(Samples.STARTER);
        assertThat(rig.journal.all())
                .containsExactly(
                        "planned primary",
                        "deleted primary 0 to 2",
                        "swept primary",
                        "reported primary 0",
                        "sign heads");
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo(NoticeEvent.RETENTION_DONE);
            assertThat(notice.subject()).isEqualTo("clean-up done");
            assertThat(notice.fact("deleted")).isEqualTo("2");
        });
    }

    @Test
    void plansEveryStoreBeforeItDeletesFromTheFirst() {
        rig.retention.stores(2);
        RetentionReport report = rig.result(start("copy-1"), RetentionReport.class);
        assertThat(report.stores()).extracting(CleanedStore::store).containsExactly("primary", "copy-1");
        assertThat(rig.journal.of("planned", "deleted"))
                .containsExactly(
                        "planned primary", "planned copy-1", "deleted primary 0 to 2", "deleted copy-1 0 to 2");
    }

    @Test
    void cleansOneStoreWhenOneIsAskedFor() {
        store = "copy-1";
        rig.result(start("copy-1"), RetentionReport.class);
        assertThat(rig.journal.all()).noneMatch(entry -> entry.contains("primary"));
    }

    @Test
    void refusesAStoreThatTheRunbookDoesNotHave() {
        store = "attic";
        assertThatThrownBy(() -> rig.result(start(), RetentionReport.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.journal.all()).isEmpty();
    }

    @Test
    void leavesAReportOfTheRunThatFailed() {
        rig.script.failAlways("plan-clean-up primary", ErrorCode.RETENTION_STOPPED, "an alarm is open");
        assertFailsWith(start(), ErrorCode.RETENTION_STOPPED);
        assertThat(rig.reports.failures()).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo("retention");
            assertThat(run.runId()).isEqualTo("retention/bookings/clean-up");
            assertThat(run.startedBy()).isEqualTo(Samples.STARTER);
            assertThat(run.error()).isEqualTo("RETENTION_STOPPED: an alarm is open");
        });
    }

    @Test
    void deletesManySetsInBatches() {
        rig.retention.deletions(101);
        assertThat(rig.result(start(), RetentionReport.class).deleted()).isEqualTo(101);
        assertThat(rig.journal.of("deleted"))
                .containsExactly("deleted primary 0 to 50", "deleted primary 50 to 100", "deleted primary 100 to 101");
    }

    @Test
    void sweepsAndReportsWhenNoSetGoes() {
        rig.retention.deletions(0);
        rig.result(start(), RetentionReport.class);
        assertThat(rig.journal.all())
                .containsExactly("planned primary", "swept primary", "reported primary 0", "sign heads");
    }

    @Test
    void deletesNothingAnywhereWhenOneStoreIsStopped() {
        rig.retention.stores(2);
        rig.script.failAlways("plan-clean-up copy-1", ErrorCode.RETENTION_STOPPED, "daily/a: rows fell by 80 %");
        assertFailsWith(start("copy-1"), ErrorCode.RETENTION_STOPPED);
        assertThat(rig.journal.of("deleted", "swept", "sign heads")).isEmpty();
        assertThat(rig.notices.delivered()).extracting(Notice::subject).containsExactly("clean-up FAILED");
    }

    @Test
    void stopsAndTellsWhenTheCredentialsMayNotDelete() {
        rig.script.failAlways("delete primary 0", ErrorCode.STORE_REFUSED, "the credentials may not delete");
        assertFailsWith(start(), ErrorCode.STORE_REFUSED);
        assertThat(rig.journal.of("swept", "reported")).isEmpty();
        assertThat(rig.journal.of("sign heads"))
                .as("what was to go is in the log")
                .hasSize(1);
        assertThat(rig.notices.delivered()).extracting(Notice::subject).containsExactly("clean-up FAILED");
    }

    @Test
    void triesAgainWhenTheStoreIsAwayForAMoment() {
        rig.script.fail("delete primary 0", ErrorCode.STORE_UNAVAILABLE, "connection reset");
        rig.script.fail("sweep primary", ErrorCode.STORE_UNAVAILABLE, "connection reset");
        assertThat(rig.result(start(), RetentionReport.class).deleted()).isEqualTo(2);
    }

    @Test
    void tellsOfWhatAPersonShouldLookAt() {
        rig.retention.noting("daily/a: pinned meanwhile");
        RetentionReport report = rig.result(start(), RetentionReport.class);
        assertThat(report.warnings()).containsExactly("primary: daily/a: pinned meanwhile");
        assertThat(rig.notices.delivered())
                .extracting(Notice::subject)
                .containsExactly("clean-up done, with 1 warning");
    }

    @Test
    void tellsWhenItIsCancelled() {
        rig.script.block("delete primary 0");
        WorkflowStub run = start();
        rig.until("sets are being deleted", () -> rig.script.standing() == 1);
        rig.settled("retention/bookings/clean-up", 1);
        run.cancel();
        assertThatThrownBy(() -> rig.result(run, RetentionReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.journal.of("swept", "reported")).isEmpty();
        assertThat(rig.notices.delivered()).extracting(Notice::subject).containsExactly("clean-up CANCELLED");
    }

    private WorkflowStub start(String... copies) {
        Runbook book = new Samples().runbook();
        StoreSettings settings = new StoreSettings(
                book.store().primary(),
                List.of(copies).stream().map(StoreLocation::folder).toList());
        return rig.start(
                "Retention",
                "retention/bookings/clean-up",
                new RetentionRequest(book.withStore(settings), "0f".repeat(32), store, Samples.STARTER));
    }

    private void assertFailsWith(WorkflowStub run, ErrorCode code) {
        assertThatThrownBy(() -> rig.result(run, RetentionReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(code));
    }
}
