package dev.lifeboat.health;

import dev.lifeboat.notice.Severity;
import java.util.ArrayList;
import java.util.List;

/** Problems of one check, as they are found. */
final class Findings {
    private final String check;
    private final List<HealthProblem> problems = new ArrayList<>();

    Findings(String check) {
        this.check = check;
    }

    void warning(String id, String what, String impact, String action) {
        problems.add(new HealthProblem(id, check, Severity.WARNING, what, impact, action));
    }

    void critical(String id, String what, String impact, String action) {
        problems.add(new HealthProblem(id, check, Severity.CRITICAL, what, impact, action));
    }

    void add(boolean critical, String id, String what, String impact, String action) {
        problems.add(
                new HealthProblem(id, check, critical ? Severity.CRITICAL : Severity.WARNING, what, impact, action));
    }

    List<HealthProblem> all() {
        return List.copyOf(problems);
    }
}
