package dev.lifeboat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.StoreLocation;
import io.temporal.client.WorkflowFailedException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** V4: every kept set on every copy is read again, and one report says what was found. */
class VerifyAllFlowTest {
    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void readsEverySetInEveryStoreAndSaysSoOnce() {
        rig.verification.parts(0);
        rig.keptSets.set("primary", "daily/1").set("primary", "daily/2").set("copy-1", "daily/1");
        VerifyAllReport report = verify();
        assertThat(report.sets()).as("a history keeps only what is wrong").isEmpty();
        assertThat(report.object()).isEqualTo("reports/verifications/x.json");
        assertThat(reported().sets())
                .extracting(VerifiedSet::store, VerifiedSet::set, VerifiedSet::error)
                .containsExactly(
                        tuple("primary", "daily/1", null),
                        tuple("primary", "daily/2", null),
                        tuple("copy-1", "daily/1", null));
        assertThat(rig.journal.of("marked")).hasSize(3);
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.INFO);
            assertThat(notice.subject()).isEqualTo("all sets are verified");
            assertThat(notice.fact("rows")).isNotNull();
            assertThat(notice.text()).contains("3 sets read, 0 of them failed");
        });
    }

    @Test
    void goesOnBehindASetThatFailedAndNamesIt() {
        rig.verification.parts(0);
        rig.keptSets.set("primary", "daily/1").set("copy-1", "daily/1").set("copy-1", "daily/2");
        rig.script.failAlways("open-set daily/1 [copy-1]", ErrorCode.SIGNATURE_INVALID, "not signed");
        assertThatThrownBy(this::verify).isInstanceOfSatisfying(WorkflowFailedException.class, e -> assertThat(
                        Objects.requireNonNull(Failures.find(e)).code())
                .isEqualTo(ErrorCode.SET_CORRUPT));
        assertThat(reported().sets()).hasSize(3);
        assertThat(reported().failed())
                .extracting(VerifiedSet::store, VerifiedSet::set)
                .containsExactly(tuple("copy-1", "daily/1"));
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(notice.subject()).isEqualTo("verification of all sets FAILED");
            assertThat(notice.text()).contains("daily/1 in copy-1: SIGNATURE_INVALID");
            assertThat(notice.fact("error")).startsWith("daily/1 in copy-1: SIGNATURE_INVALID");
            assertThat(notice.fact("impact")).contains("nothing can be restored from these copies");
        });
        assertThat(rig.audit.types()).containsExactly("set_failed");
    }

    @Test
    void aSetThatWasRemovedMeanwhileIsNotedAndNoFailure() {
        rig.verification.parts(0);
        rig.keptSets.set("primary", "daily/1").set("primary", "daily/2");
        rig.script.failAlways("open-set daily/2 [primary]", ErrorCode.NO_SUCH_SET, "gone");
        assertThat(verify().gone()).containsExactly(new KeptSet("primary", "daily/2"));
        assertThat(reported().sets()).hasSize(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoSuccess() {
        rig.verification.parts(0);
        rig.keptSets.set("primary", "daily/1").problem("store copy-1 could not be read: down");
        assertThatThrownBy(this::verify).isInstanceOf(WorkflowFailedException.class);
        assertThat(reported().failed()).isEmpty();
        assertThat(rig.notices.about("copy-1 could not be read"))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.fact("error")).isEqualTo("store copy-1 could not be read: down");
                    assertThat(notice.fact("action")).contains("lifeboat schedules run verify/monthly");
                    assertThat(notice.fact("impact")).isEqualTo("nobody knows whether what was not read is right");
                });
    }

    @Test
    void tellsWhenItCannotListTheSets() {
        rig.script.failAlways("list-kept-sets", ErrorCode.KEY_UNUSABLE, "no key");
        assertThatThrownBy(this::verify).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.notices.about("FAILED")).singleElement().satisfies(notice -> {
            assertThat(notice.fact("error")).contains("KEY_UNUSABLE");
            assertThat(notice.fact("impact")).isNotNull();
        });
    }

    /** Healthchecks take the time from the first ping to the last, and alarm of one that begins and does not end. */
    @Test
    void saysWhenItBeginsWhereSomebodyAsksForThat() {
        rig.verification.parts(0);
        rig.keptSets.set("primary", "weekly/1");
        samples.notifications = Notifying.over(ChannelKind.HEALTHCHECKS).asNotify();
        verify("latest:weekly");
        assertThat(rig.notices.delivered())
                .extracting(Notice::event, Notice::subject)
                .containsExactly(
                        tuple(NoticeEvent.VERIFICATION_STARTED, "verification of the latest weekly set begins"),
                        tuple(NoticeEvent.VERIFICATION_COMPLETED, "the latest weekly set is verified"));
    }

    private VerifyAllReport reported() {
        return Objects.requireNonNull(rig.keptSets.reported());
    }

    private VerifyAllReport verify() {
        return verify("all");
    }

    private VerifyAllReport verify(String sets) {
        samples.copies = List.of(StoreLocation.folder("copies"));
        return rig.result(
                rig.start(
                        "VerifyAll",
                        "verify/bookings/monthly",
                        new VerifyAllRequest(
                                samples.runbook(), "0f".repeat(32), "monthly", sets, null, "schedule monthly")),
                VerifyAllReport.class);
    }
}
