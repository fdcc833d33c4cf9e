package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The last good set is found by few restores, each of which is destroyed: the rig looks for what is left after every test. */
class BisectFlowTest {
    private static final String BISECT = "bisect/bookings/2026-01-14T04-00-00";

    private final Rig rig = Rig.forgetful();

    @BeforeEach
    void layOut() {
        rig.restore.phase("auth", 1, "users");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void findsTheNewestSetInWhichTheGateIsGreen() {
        rig.bisects.days(9, 4);
        BisectReport report = rig.result(start(false), BisectReport.class);
        assertThat(report.newestGreen()).isEqualTo("daily/2026-01-04");
        assertThat(report.probed()).hasSizeLessThanOrEqualTo(5);
        assertThat(report.warnings()).isEmpty();
        assertThat(rig.journal.of("provide")).hasSameSizeAs(report.probed());
        assertThat(rig.journal.of("destroy")).hasSameSizeAs(report.probed());
        assertThat(rig.bisects.reports()).singleElement().satisfies(left -> {
            assertThat(left.search()).isEqualTo(report);
            assertThat(left.error()).isNull();
            assertThat(left.runbook()).isEqualTo("bookings");
        });
    }

    @Test
    void saysThatThereIsNone() {
        rig.bisects.days(3, 0);
        assertThat(rig.result(start(true), BisectReport.class).newestGreen()).isNull();
        assertThat(rig.journal.of("ask")).hasSize(3);
    }

    @Test
    void passesOverASetThatCannotBeRestored() {
        rig.bisects.days(2, 2);
        rig.script.fail("plan", ErrorCode.SET_CORRUPT, "data/users/1 differs");
        BisectReport report = rig.result(start(false), BisectReport.class);
        assertThat(report.newestGreen()).isEqualTo("daily/2026-01-01");
        assertThat(report.warnings()).singleElement().asString().contains("daily/2026-01-02", "SET_CORRUPT");
        assertThat(rig.journal.of("destroy")).hasSize(2);
    }

    /** A server that is away says nothing of any set: the next one would be as unlucky. */
    @Test
    void endsWhereNoSetIsToBlame() {
        rig.bisects.days(9, 9);
        rig.script.failAlways("provide", ErrorCode.TOOL_MISSING, "no server can be started");
        WorkflowStub run = start(false);
        assertThatThrownBy(() -> rig.result(run, BisectReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.TOOL_MISSING));
        assertThat(rig.journal.of("destroy")).hasSize(1);
        assertThat(rig.bisects.reports()).singleElement().satisfies(left -> assertThat(left.error())
                .isEqualTo("TOOL_MISSING: no server can be started"));
    }

    @Test
    void findsASetThoughItsReportCannotBeKept() {
        rig.bisects.days(1, 1);
        rig.script.failAlways("report-bisect", ErrorCode.STORE_UNAVAILABLE, "away");
        assertThat(rig.result(start(false), BisectReport.class).newestGreen()).isEqualTo("daily/2026-01-01");
    }

    @Test
    void saysHowManyItTookForRed() {
        rig.bisects.days(9, 0);
        BisectReport report = rig.result(start(false), BisectReport.class);
        assertThat(report.newestGreen()).isNull();
        assertThat(report.assumed() + report.probed().size()).isEqualTo(9);
        assertThat(report.assumed()).isPositive();
        assertThat(report.step()).isEqualTo("in no set that was tried is the gate green");
    }

    @Test
    void destroysItsCopiesWhenItIsCancelled() {
        rig.bisects.days(9, 9);
        rig.script.block("load auth 0");
        WorkflowStub run = start(false);
        rig.until("users are being loaded", () -> rig.script.standing() == 1);
        run.cancel();
        assertThatThrownBy(() -> rig.result(run, BisectReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.journal.of("provide", "destroy")).containsExactly("provide", "destroy");
    }

    @Test
    void endsWhereThereIsNoSuchGate() {
        rig.script.failAlways("bisect-sets", ErrorCode.USAGE, "no such gate");
        WorkflowStub run = start(false);
        assertThatThrownBy(() -> rig.result(run, BisectReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.USAGE));
        assertThat(rig.bisects.reports()).as("no search").isEmpty();
    }

    private WorkflowStub start(boolean all) {
        return rig.start(
                "Bisect",
                BISECT,
                new BisectRequest(
                        new Samples().runbook(), "0f".repeat(32), "auth", null, null, null, all, 1, Samples.STARTER));
    }
}
