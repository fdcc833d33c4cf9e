package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A drill's copy has no service in front of it: its report says which checks nobody could ask. */
class LeftOutTest {
    private static final Check LOGIN =
            new Check("users can log in", null, null, "https://app.example.com/health", 200, null);

    private static final Check MAIL = new Check("every user has an e-mail", "select 0", 0, null, null, null);

    private final Samples samples = new Samples();

    @Test
    void namesTheHttpChecksThatItDidNotAsk() {
        samples.services = true;
        DrillReport report = drill();
        assertThat(report.proven()).isTrue();
        assertThat(report.warnings()).as("it is so every week").noneMatch(line -> line.contains("log in"));
        assertThat(report.restore().phases().get(0).notAsked())
                .singleElement()
                .asString()
                .endsWith("no service in front of it: \"users can log in\"");
        assertThat(report.restore().phases().get(1).notAsked()).isEmpty();
    }

    @Test
    void saysNothingWhereItAskedAll() {
        assertThat(drill().restore().phases())
                .allSatisfy(phase -> assertThat(phase.notAsked()).isEmpty());
    }

    @Test
    void saysOfAPhaseWithHttpChecksAloneThatNoneOfItsOwnExaminedIt() {
        assertThat(leftOut(LOGIN)).singleElement().asString().contains("no check of the phase's own examined it");
        assertThat(leftOut(LOGIN, MAIL)).singleElement().asString().doesNotContain("own examined");
        assertThat(leftOut()).isEmpty();
    }

    private static List<String> leftOut(Check... checks) {
        return PhaseReport.leftOut(new Phase("auth", null, List.of(), List.of(), List.of(checks), null));
    }

    private DrillReport drill() {
        try (Rig rig = Rig.forgetful()) {
            rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
            return rig.result(
                    rig.start("Drill", "drill/bookings/2026-01-14T04-00-00", samples.drill()), DrillReport.class);
        }
    }
}
