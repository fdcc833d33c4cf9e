package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.health.EngineView.SeenSchedule;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.set.BackupMode;
import io.temporal.client.schedules.ScheduleActionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** K3: schedules that are paused, missing or late, and workers that are gone. */
class EngineChecksTest {
    private static final String ID = "backup/small/daily";
    private static final Instant DUE = Instant.parse("2026-03-10T02:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void nothingIsSaidOfAScheduleThatRanAndEndedWell() {
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, "completed"))).isEmpty();
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, "running"))).isEmpty();
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, null))).isEmpty();
    }

    @Test
    void aScheduleThatIsMissingPausedOrLateIsOneProblemEach() {
        assertThat(look())
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("schedule-missing/" + ID, Severity.CRITICAL));
        assertThat(look(schedule(ID, true, LONG_AGO, DUE.minus(Duration.ofDays(3)), "completed")))
                .as("paused, so it is not late")
                .extracting(HealthProblem::id)
                .containsExactly("schedule-paused/" + ID);
        assertThat(look(schedule(ID, false, LONG_AGO, DUE.minus(Duration.ofDays(1)), "running")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.what())
                        .isEqualTo(ID + " did not start at " + DUE + " (4 skipped, 2 missed so far)"));
        assertThat(look(schedule(ID, false, DUE.plusSeconds(60), LONG_AGO, "completed")))
                .as("made after it was due")
                .isEmpty();
    }

    /** A service remembers ten runs; those of a span in January push that of this morning out. */
    @Test
    void nothingIsLateOfWhichTheServiceRemembersNothing() {
        List<ScheduleActionResult> backfilled = IntStream.range(0, 10)
                .mapToObj(day ->
                        new ScheduleActionResult(LONG_AGO.plus(Duration.ofDays(day)), DUE.plusSeconds(3600), null))
                .toList();
        assertThat(look(new SeenSchedule(
                        ID, false, null, LONG_AGO, TemporalView.due(backfilled), "completed", "a run", 0, 0)))
                .isEmpty();
        assertThat(look(new SeenSchedule(
                        ID,
                        false,
                        null,
                        LONG_AGO,
                        TemporalView.due(backfilled.subList(0, 9)),
                        "completed",
                        "a run",
                        0,
                        0)))
                .extracting(HealthProblem::id)
                .containsExactly("schedule-late/" + ID);
    }

    @Test
    void anEndOfWhichNobodyWasToldIsTheWorst() {
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, "failed")))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("schedule-failed/" + ID, Severity.WARNING));
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, "timed-out")))
                .extracting(HealthProblem::severity)
                .containsExactly(Severity.CRITICAL);
    }

    @Test
    void aBackupThatFailedIsOfTheMatterOfItsMode() {
        assertThat(look(schedule(ID, false, LONG_AGO, DUE, "failed")))
                .extracting(HealthProblem::matter)
                .containsExactly(Matters.backup(BackupMode.DAILY));
    }

    @Test
    void aScheduleThatTheRunbookDoesNotHaveIsAStray() {
        assertThat(look(
                        schedule(ID, false, LONG_AGO, DUE, "completed"),
                        schedule("drill/small/weekly", false, LONG_AGO, DUE, "completed")))
                .extracting(HealthProblem::id)
                .containsExactly("schedule-stray/drill/small/weekly");
    }

    @Test
    void aQueueThatNobodyAsksForWorkHasNoWorker() {
        assertThat(workers(Seen.NOW.minusSeconds(50))).isEmpty();
        assertThat(workers(null)).extracting(HealthProblem::id).containsExactly("worker");
        assertThat(workers(Seen.NOW.minusSeconds(200)))
                .extracting(HealthProblem::severity)
                .containsExactly(Severity.CRITICAL);
    }

    private static List<HealthProblem> look(SeenSchedule... schedules) {
        SeenEngine engine = new SeenEngine(List.of(schedules), null, List.of());
        List<HealthProblem> problems = new ArrayList<>(new SchedulesCheck(Seen.runbook(Seen.DAILY), engine).look());
        problems.addAll(new LatenessCheck(Seen.runbook(Seen.DAILY), engine, Seen.NOW).look());
        return problems;
    }

    private static List<HealthProblem> workers(@Nullable Instant lastPoll) {
        return new WorkersCheck(new SeenEngine(List.of(), lastPoll, List.of()), Seen.NOW).look();
    }

    private static SeenSchedule schedule(
            String id, boolean paused, Instant changedAt, Instant dueAt, @Nullable String result) {
        return new SeenSchedule(id, paused, null, changedAt, List.of(dueAt), result, id + "-run", 4, 2);
    }
}
