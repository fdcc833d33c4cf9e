package dev.lifeboat.health;

import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people hear of problems. Each problem is a matter of its own. */
final class HealthNotices {
    /** Takes what is to be told: a run's notices, or a command's. */
    @FunctionalInterface
    interface Teller {
        void tell(NoticeEvent event, Severity severity, String key, String subject, String text, List<Fact> facts);
    }

    private final Teller teller;
    private final String runbook;

    HealthNotices(Teller teller, String runbook) {
        this.teller = teller;
        this.runbook = runbook;
    }

    void raised(Alerts.Raised message) {
        HealthProblem problem = message.problem();
        teller.tell(
                NoticeEvent.HEALTH_PROBLEM,
                problem.severity(),
                key(problem),
                "[HEALTH] " + runbook + ": " + problem.what(),
                "problem " + problem.id(),
                Fact.list(
                        "impact",
                        problem.impact(),
                        "action",
                        problem.action(),
                        "machine",
                        problem.machine(),
                        "also",
                        words(message.also())));
    }

    void resolved(Alerts.Resolved message) {
        OpenProblem over = message.over();
        teller.tell(
                NoticeEvent.HEALTH_RESOLVED,
                Severity.INFO,
                key(over.problem()),
                "[HEALTH] " + runbook + ": resolved: " + over.problem().what(),
                "problem " + over.problem().id(),
                Fact.list("since", Spoken.moment(over.since()), "still", words(message.still())));
    }

    private static @Nullable String words(List<HealthProblem> problems) {
        return problems.isEmpty()
                ? null
                : String.join("; ", problems.stream().map(HealthProblem::what).toList());
    }

    private String key(HealthProblem problem) {
        return "health/" + runbook + "/" + problem.id();
    }
}
