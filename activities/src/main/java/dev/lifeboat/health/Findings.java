package dev.lifeboat.health;

import dev.lifeboat.notice.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problems of one check, as they are found. */
final class Findings {
    private final String check;
    private final @Nullable String matter;
    private final List<HealthProblem> problems;

    Findings(String check) {
        this(check, null, new ArrayList<>());
    }

    private Findings(String check, @Nullable String matter, List<HealthProblem> problems) {
        this.check = check;
        this.matter = matter;
        this.problems = problems;
    }

    /** The same, for problems of one matter: what one look finds new of it is told in one message. */
    Findings of(String one) {
        return new Findings(check, one, problems);
    }

    void warning(String id, String what, String impact, String action) {
        add(false, id, what, impact, action);
    }

    void critical(String id, String what, String impact, String action) {
        add(true, id, what, impact, action);
    }

    void add(boolean critical, String id, String what, String impact, String action) {
        problems.add(new HealthProblem(
                id,
                check,
                matter == null ? id : matter,
                null,
                critical ? Severity.CRITICAL : Severity.WARNING,
                what,
                impact,
                action));
    }

    List<HealthProblem> all() {
        return List.copyOf(problems);
    }
}
