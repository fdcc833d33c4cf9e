package dev.lifeboat.health;

import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Spoken;

/** How people hear of problems. Each problem is a matter of its own. */
final class HealthNotices {
    private final Notices notices;
    private final String runbook;

    HealthNotices(Notices notices, String runbook) {
        this.notices = notices;
        this.runbook = runbook;
    }

    void problem(HealthProblem problem) {
        notices.problem(
                key(problem),
                problem.severity(),
                "[HEALTH] " + runbook + ": " + problem.what(),
                "problem " + problem.id(),
                Fact.list("impact", problem.impact(), "action", problem.action()));
    }

    void resolved(OpenProblem over) {
        notices.resolved(
                key(over.problem()),
                "[HEALTH] " + runbook + ": resolved: " + over.problem().what(),
                "problem " + over.problem().id(),
                Fact.list("since", Spoken.moment(over.since())));
    }

    private String key(HealthProblem problem) {
        return "health/" + runbook + "/" + problem.id();
    }
}
