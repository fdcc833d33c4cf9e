package dev.lifeboat.health;

import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;

/** How people hear of problems. */
final class HealthNotices {
    private final Notices notices;
    private final String runbook;

    HealthNotices(Notices notices, String runbook) {
        this.notices = notices;
        this.runbook = runbook;
    }

    void problem(HealthProblem problem) {
        notices.tell(
                problem.severity(),
                "[HEALTH] " + runbook + ": " + problem.what(),
                problem.impact() + "\nto do: " + problem.action() + "\nproblem " + problem.id());
    }

    void resolved(OpenProblem over) {
        notices.tell(
                Severity.INFO,
                "[HEALTH] " + runbook + ": resolved: " + over.problem().what(),
                "open since " + over.since() + "\nproblem " + over.problem().id());
    }
}
