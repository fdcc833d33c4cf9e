package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.Severity;
import io.temporal.client.WorkflowFailedException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** K3: a problem is told once, told again when it is worse, and once that it is over. */
class HealthFlowTest {
    private static final Instant NOW = Instant.parse("2026-03-10T07:00:00Z");

    private final Rig rig = Rig.forgetful();
    private int runs;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void tellsOfAProblemOnceAndOnceThatItIsOver() {
        rig.health.has("age/daily", Severity.CRITICAL);
        HealthReport first = check();
        assertThat(first.raised()).containsExactly("age/daily");
        assertThat(check().raised()).isEmpty();
        assertThat(check().open()).hasSize(1).extracting(OpenProblem::since).containsExactly(first.at());
        rig.health.lacks("age/daily");
        assertThat(check().resolved()).containsExactly("age/daily");
        assertThat(check().resolved()).isEmpty();

        assertThat(rig.notices.delivered())
                .extracting(Notice::severity, Notice::subject)
                .containsExactly(
                        tuple(Severity.CRITICAL, "[HEALTH] bookings: what is age/daily"),
                        tuple(Severity.INFO, "[HEALTH] bookings: resolved: what is age/daily"));
        assertThat(rig.notices.delivered()).allSatisfy(notice -> {
            assertThat(notice.key()).isEqualTo("health/bookings/age/daily");
            assertThat(notice.text()).contains("problem age/daily");
        });
        assertThat(rig.notices.delivered().get(0).facts())
                .extracting(Fact::name)
                .containsExactly("impact", "action");
        assertThat(rig.journal.all()).as("only changes are written down").containsExactly("recorded 1", "recorded 0");
    }

    @Test
    void tellsAgainWhenAProblemIsWorseAndNotWhenItIsBetter() {
        rig.health.has("keys/a", Severity.WARNING);
        check();
        rig.health.has("keys/a", Severity.CRITICAL);
        assertThat(check().raised()).containsExactly("keys/a");
        rig.health.has("keys/a", Severity.WARNING);
        assertThat(check().raised()).isEmpty();
        assertThat(rig.notices.about("keys/a")).hasSize(2);
    }

    @Test
    void takesNoProblemForOverWhoseCheckCouldNotLook() {
        rig.health.has("age/daily", Severity.CRITICAL).has("keys/a", Severity.WARNING);
        check();
        rig.health.lacks("age/daily").lacks("keys/a").blind("age");
        assertThat(check().resolved()).containsExactly("keys/a");
        rig.health.blind("age/daily");
        assertThat(check().resolved()).as("nor itself").isEmpty();
        rig.health.blind("age/weekly");
        assertThat(check().resolved()).containsExactly("age/daily");
    }

    @Test
    void tellsOfEachOfSeveralProblems() {
        rig.health.has("age/daily", Severity.CRITICAL).has("age/weekly", Severity.CRITICAL);
        check();
        rig.health.has("copies/b", Severity.WARNING).lacks("age/weekly");
        HealthReport second = check();
        assertThat(second.raised()).containsExactly("copies/b");
        assertThat(second.resolved()).containsExactly("age/weekly");
        assertThat(second.open()).extracting(open -> open.problem().id()).containsExactly("age/daily", "copies/b");
    }

    @Test
    void tellsWhatIsNewOfOneMatterInOneMessage() {
        rig.health.has("age/daily", Severity.CRITICAL, "backup").has("runs/daily", Severity.WARNING, "backup");
        assertThat(check().raised()).containsExactly("age/daily", "runs/daily");
        rig.health.lacks("age/daily");
        HealthReport second = check();
        assertThat(second.resolved()).containsExactly("age/daily");
        assertThat(second.open()).extracting(OpenProblem::toldWith).containsExactly("age/daily");
        rig.health.lacks("runs/daily");
        assertThat(check().open()).isEmpty();
        assertThat(rig.notices.delivered())
                .extracting(
                        Notice::key, notice -> notice.facts().get(notice.facts().size() - 1))
                .containsExactly(
                        tuple("health/bookings/age/daily", new Fact("also", "what is runs/daily")),
                        tuple("health/bookings/age/daily", new Fact("still", "what is runs/daily")));
    }

    @Test
    void leavesToAnotherWhatThatOneIsTelling() {
        HealthProblem age =
                new HealthProblem("age/daily", "age", Severity.CRITICAL, "what is age/daily", "impact", "action");
        rig.health
                .has("age/daily", Severity.CRITICAL)
                .has("keys/a", Severity.WARNING)
                .toldByAnother(new HealthState(NOW, List.of(new OpenProblem(age, NOW))));
        assertThat(check().raised()).containsExactly("keys/a");
        assertThat(rig.notices.about("age/daily")).isEmpty();
    }

    @Test
    void tellsAgainRatherThanNotAtAllWhereNothingCanBeWrittenDown() {
        rig.health.has("stores/primary", Severity.CRITICAL);
        rig.script.failAlways("record-health", ErrorCode.STORE_REFUSED, "read only");
        assertThat(check().raised()).hasSize(1);
        assertThat(check().raised()).hasSize(1);
    }

    @Test
    void looksAlthoughNobodyKnowsWhatWasTold() {
        rig.health.has("stores/primary", Severity.CRITICAL);
        rig.script.failAlways("read-health", ErrorCode.STORE_REFUSED, "no route");
        assertThat(check().raised()).containsExactly("stores/primary");
    }

    @Test
    void saysOnceThatItCannotLookAtAllAndOnceThatItCan() {
        rig.health.has("age/daily", Severity.CRITICAL);
        check();
        rig.script.fail("examine-health", ErrorCode.SECRET_MISSING, "DATABASE_URL is not set");
        rig.script.fail("examine-health", ErrorCode.SECRET_MISSING, "DATABASE_URL is not set");
        assertThatThrownBy(this::check).isInstanceOf(WorkflowFailedException.class);
        assertThatThrownBy(this::check).isInstanceOf(WorkflowFailedException.class);
        HealthReport seeing = check();
        assertThat(seeing.resolved()).containsExactly("look");
        assertThat(seeing.open()).extracting(open -> open.problem().id()).containsExactly("age/daily");
        assertThat(rig.notices.about("could not be looked at"))
                .extracting(Notice::severity, Notice::key)
                .containsExactly(
                        tuple(Severity.CRITICAL, "health/bookings/look"), tuple(Severity.INFO, "health/bookings/look"));
        assertThat(rig.notices.about("what is age/daily")).hasSize(1);
    }

    private HealthReport check() {
        runs++;
        return rig.result(
                rig.start(
                        "Health",
                        "health/bookings/check-" + runs,
                        new HealthRequest(new Samples().runbook(), "0f".repeat(32), "schedule")),
                HealthReport.class);
    }
}
