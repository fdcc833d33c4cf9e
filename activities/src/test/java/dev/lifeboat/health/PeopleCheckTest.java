package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditLog;
import dev.lifeboat.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who signs drills off should have done it lately, as the log in the store says. */
class PeopleCheckTest {
    private static final String PEOPLE = """
            drills: { quarterly: { at: "0 6 1 1,4,7,10 *", sign-off: admin } }
            people:
              contacts:
                - { name: ada, role: admin, email: ada@example.com }
                - { name: bob, role: admin, email: bob@example.com }
                - { name: sue, role: support }
            """;

    private final AuditLog log = new AuditLog(new MemoryStore(Clock.systemUTC()), "small");

    @Test
    void anApproverWhoDecidedInNoDrillForNinetyDaysIsNamed() {
        decided("ada@example.com", "restore/small/lifeboat_drill_0123", Duration.ofDays(89));
        decided("bob", "restore/small/lifeboat_drill_0123", Duration.ofDays(91));
        decided("bob", "restore/small/production", Duration.ofDays(3));
        assertThat(look(PEOPLE)).extracting(HealthProblem::id).containsExactly("people/bob");
        assertThat(look(PEOPLE + "health: { people: P92D }\n")).isEmpty();
        assertThat(look(PEOPLE.replace(", sign-off: admin", "")))
                .as("where nobody is asked in drills, nobody has to decide in one")
                .isEmpty();
    }

    /** Who approves phases in earnest does so in drills where the runbook says it, and cannot anywhere else. */
    @Test
    void approversOfPhasesAreNamedWherePeopleApproveTheDrillsPhases() {
        String phases = "phases: [ { name: auth, tables: [ users ], approval: { roles: [ support ] } } ]\n";
        decided("ada", "drill/small/2026-11-01T04-00-00", Duration.ofDays(3));
        decided("bob", "drill/small/2026-11-01T04-00-00", Duration.ofDays(3));
        assertThat(look(PEOPLE + phases)).isEmpty();
        assertThat(look(PEOPLE.replace("sign-off: admin", "sign-off: admin, approvals: people") + phases))
                .extracting(HealthProblem::id)
                .containsExactly("people/sue");
    }

    @Test
    void inASystemThatIsYoungerThanTheLimitPeopleHaveTime() {
        assertThat(look(PEOPLE, new Seen(PEOPLE))).as("no set yet").isEmpty();
        assertThat(look(PEOPLE, new Seen(PEOPLE).set("monthly/1", Duration.ofDays(89))))
                .isEmpty();
        assertThat(look(PEOPLE, new Seen(PEOPLE).set("monthly/1", Duration.ofDays(91))))
                .extracting(HealthProblem::id)
                .containsExactly("people/ada", "people/bob");
        assertThat(look(
                        PEOPLE,
                        new Seen(PEOPLE)
                                .set("monthly/1", Duration.ofDays(29))
                                .removed("monthly/0", Duration.ofDays(91))))
                .as("sets may be kept for a shorter time")
                .extracting(HealthProblem::id)
                .containsExactly("people/ada", "people/bob");
    }

    private List<HealthProblem> look(String yaml) {
        return look(yaml, new Seen(yaml).set("monthly/1", Duration.ofDays(200)));
    }

    private List<HealthProblem> look(String yaml, Seen sets) {
        return new PeopleCheck(Seen.runbook(yaml), () -> log, sets, Seen.NOW).look();
    }

    private void decided(String user, String run, Duration age) {
        log.append(
                new AuditEvent("decision_made", "decision", "high", user, new TreeMap<>(Map.of("run", run))),
                Seen.NOW.minus(age));
    }
}
