package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HealthExaminationTest {
    @Test
    void aCheckThatCannotLookHindersNoOtherAndIsItselfAProblem() {
        List<String> moved = new ArrayList<>();
        HealthLook look = HealthExamination.look(
                List.of(
                        check("good", List::of),
                        check("bad", () -> {
                            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no route");
                        }),
                        check("blind", () -> {
                            throw new UnseenException("another check tells");
                        }),
                        check("broken", () -> {
                            throw new IllegalStateException("a bug");
                        }),
                        check(
                                "worst",
                                () -> List.of(
                                        problem("b", Severity.WARNING),
                                        problem("a", Severity.WARNING),
                                        problem("z", Severity.CRITICAL)))),
                () -> moved.add("moved"));
        assertThat(look.checks()).isEqualTo(5);
        assertThat(look.unseen()).containsExactly("bad", "blind", "broken");
        assertThat(look.problems())
                .extracting(HealthProblem::id)
                .containsExactly("z", "a", "b", "unseen/bad", "unseen/broken");
        assertThat(look.problems().get(3).what()).contains("STORE_UNAVAILABLE: no route");
        assertThat(moved).hasSize(5);
    }

    private static HealthProblem problem(String id, Severity severity) {
        return new HealthProblem(id, "worst", severity, "what", "impact", "action");
    }

    private static HealthCheck check(String name, Supplier<List<HealthProblem>> look) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<HealthProblem> look() {
                return look.get();
            }
        };
    }
}
