package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.notice.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** K3: what belongs together is one message, and what one machine is without is not over on another. */
class AlertsTest {
    private final List<String> machines = List.of("a", "b");
    private Instant now = Instant.parse("2026-03-10T07:00:00Z");
    private HealthState told = HealthState.NONE;

    @Test
    void theWorstSpeaksForWhatIsNewOfItsMatter() {
        Alerts night = look(of("x", "failed", Severity.WARNING), of("x", "old", Severity.CRITICAL), warning("key"));
        assertThat(night.raised().stream().map(Alerts.Raised::ids).map(ids -> ids.toList()))
                .containsExactly(List.of("old", "failed"), List.of("key"));
        assertThat(look(of("x", "failed", Severity.WARNING), of("x", "old", Severity.CRITICAL), warning("key"))
                        .silent())
                .isTrue();
        Alerts over = look(of("x", "failed", Severity.WARNING), warning("key"));
        assertThat(over.resolved()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo("old");
            assertThat(message.still()).extracting(HealthProblem::id).containsExactly("failed");
        });
        assertThat(look(warning("key")).silent())
                .as("it had no message of its own")
                .isTrue();
    }

    @Test
    void whatComesLaterOfAMatterIsToldByItself() {
        look(of("x", "rows", Severity.WARNING));
        Alerts later = look(of("x", "rows", Severity.WARNING), of("x", "bytes", Severity.WARNING));
        assertThat(later.raisedIds()).containsExactly("bytes");
        assertThat(look().resolvedIds()).containsExactly("bytes", "rows");
    }

    @Test
    void whatBecomesWorseSpeaksForItself() {
        look(of("x", "old", Severity.WARNING), of("x", "rate", Severity.WARNING));
        assertThat(look(of("x", "old", Severity.WARNING), of("x", "rate", Severity.CRITICAL))
                        .raisedIds())
                .containsExactly("rate");
        assertThat(look().resolvedIds()).containsExactly("old", "rate");
    }

    @Test
    void nothingCriticalHangsOnAMessageThatIsOver() {
        look(of("x", "empty", Severity.CRITICAL), of("x", "gone", Severity.CRITICAL));
        Alerts over = look(of("x", "gone", Severity.CRITICAL));
        assertThat(over.resolvedIds()).containsExactly("empty");
        assertThat(over.raisedIds()).containsExactly("gone");
        assertThat(look().resolvedIds()).containsExactly("gone");
    }

    @Test
    void whatOneMachineIsWithoutIsNotOverOnAnother() {
        assertThat(by("a", warning("tool").on("a")).raisedIds()).containsExactly("tool");
        assertThat(by("b").silent()).isTrue();
        assertThat(by("b", warning("tool").on("b")).silent())
                .as("the same there")
                .isTrue();
        assertThat(by("b").silent()).as("a may be as it was").isTrue();
        assertThat(by("a").resolvedIds()).containsExactly("tool");
    }

    @Test
    void aMachineThatIsGoneTakesItsProblemsAlong() {
        by("c", warning("tool").on("c"));
        assertThat(by("b").resolvedIds()).containsExactly("tool");
        by("c", warning("tool").on("c"));
        assertThat(by("b", warning("tool").on("b")).silent())
                .as("a new worker with the same")
                .isTrue();
        assertThat(by("b").resolvedIds()).containsExactly("tool");
    }

    @Test
    void aStateIsNewerThanTheOneBeforeItWhateverTheClocksSay() {
        look(warning("key"));
        Instant before = told.at();
        now = now.minus(Duration.ofHours(1));
        look();
        assertThat(told.at()).isAfter(before);
    }

    private Alerts look(HealthProblem... problems) {
        return look(null, problems);
    }

    private Alerts by(String machine, HealthProblem... problems) {
        return look(machine, problems);
    }

    private Alerts look(@Nullable String machine, HealthProblem... problems) {
        now = now.plusSeconds(60);
        Alerts alerts = Alerts.between(told, new HealthLook(1, List.of(problems), List.of(), machine, machines), now);
        told = alerts.state();
        return alerts;
    }

    private static HealthProblem warning(String id) {
        return of(id, id, Severity.WARNING);
    }

    private static HealthProblem of(String matter, String id, Severity severity) {
        return new HealthProblem(id, "check", matter, null, severity, "what", "impact", "action");
    }
}
