package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    @Test
    void whatACheckFoundNonethelessIsToldAndTheRestNotTakenForOver() {
        HealthLook look = HealthExamination.look(
                List.of(check("half", () -> {
                    throw new UnseenException("a store is silent", List.of(problem("a", Severity.WARNING)));
                })),
                () -> {});
        assertThat(look.problems()).extracting(HealthProblem::id).containsExactly("a");
        assertThat(look.unseen()).containsExactly("half");
    }

    @Test
    void storesThatDoNotAnswerAreOneProblemAndNotOneOfEachCheck() throws IOException {
        Runbook runbook = Seen.runbook("backups: { daily: { at: \"0 2 * * *\" } }\ntarget: env:TARGET_URL\n");
        for (String store : runbook.store().all().stream()
                .map(location -> String.valueOf(location.path()))
                .toList()) {
            Path place = Path.of(store);
            Files.createDirectories(Objects.requireNonNull(place.getParent()));
            Files.writeString(place, "no folder");
        }
        Secrets secrets = new Secrets(Map.of());
        HealthLook look = new HealthExamination(
                        runbook,
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(List.of()),
                        null,
                        null,
                        Instant.parse("2026-03-10T12:00:00Z"))
                .look(() -> {});
        assertThat(look.problems())
                .extracting(HealthProblem::check)
                .filteredOn(check -> check.equals("stores") || check.equals("unseen"))
                .containsExactly("stores");
        assertThat(look.unseen()).contains("age", "size", "trust", "copies", "room", "target", "runs");
    }

    @Test
    void whatAWorkersMachineLacksNamesTheMachine() throws IOException {
        Runbook runbook = Seen.runbook(Seen.DAILY);
        Secrets secrets = new Secrets(Map.of());
        PostgresConnector connector = new PostgresConnector(secrets);
        ClientTools tools = new ClientTools(List.of());
        Path state = Files.createTempDirectory("lifeboat-test-state-");
        HealthLook look = new HealthExamination(
                        runbook,
                        secrets,
                        connector,
                        tools,
                        new SeenEngine(List.of(), Seen.NOW, List.of("a", "b")),
                        new Doctor(runbook, secrets, connector, tools, state),
                        Seen.NOW)
                .look(() -> {});
        assertThat(look.machine()).isEqualTo("a");
        assertThat(look.machines()).containsExactly("a", "b");
        assertThat(look.problems())
                .filteredOn(problem -> problem.id().startsWith("doctor/pg_dump/"))
                .extracting(HealthProblem::machine)
                .containsExactly("a");
        assertThat(look.problems())
                .filteredOn(problem -> problem.id().startsWith("schedule-missing/"))
                .extracting(HealthProblem::machine)
                .containsOnlyNulls()
                .isNotEmpty();
        Files.delete(state);
    }

    @Test
    void whatIsTooMuchForOneLookIsNotTakenForOver() {
        List<HealthProblem> many = new ArrayList<>();
        for (int number = 0; number < 201; number++) {
            many.add(problem("p" + number, Severity.WARNING));
        }
        HealthLook look = HealthExamination.look(List.of(check("worst", () -> many)), () -> {});
        assertThat(look.problems()).hasSize(200);
        assertThat(look.unseen()).containsExactly("worst");
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
