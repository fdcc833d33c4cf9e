package dev.lifeboat.health;

import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import java.util.List;

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

    void problem(HealthProblem problem) {
        teller.tell(
                NoticeEvent.HEALTH_PROBLEM,
                problem.severity(),
                key(problem),
                "[HEALTH] " + runbook + ": " + problem.what(),
                "problem " + problem.id(),
                Fact.list("impact", problem.impact(), "action", problem.action()));
    }

    void resolved(OpenProblem over) {
        teller.tell(
                NoticeEvent.HEALTH_RESOLVED,
                Severity.INFO,
                key(over.problem()),
                "[HEALTH] " + runbook + ": resolved: " + over.problem().what(),
                "problem " + over.problem().id(),
                Fact.list("since", Spoken.moment(over.since())));
    }

    private String key(HealthProblem problem) {
        return "health/" + runbook + "/" + problem.id();
    }
}
