package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.report.ReportSamples;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.RunbookFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** K4: what the last drills of project-x say, whose phase {@code critical} has a quarter of an hour. */
class RunNumbersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Runbook RUNBOOK = RunbookFile.load(
                    Path.of(System.getProperty("lifeboat.root"), "examples/project-x/runbook.yaml"))
            .runbook();
    private static final ListedSets NONE =
            new ListedSets(List.of(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
    private static final String OWN = "recovery-test";

    @Test
    void aDrillThatTheRunbookNoLongerHasFailsNoMore() {
        List<DrillReport> drills = List.of(
                drill("weekly", Duration.ofDays(1), false),
                drill(OWN, Duration.ofDays(20), false),
                drill(OWN, Duration.ofDays(50), true));
        assertThat(of(Metric.DRILL_LAST_RESULT, drills))
                .containsExactly(Sample.of(Metric.DRILL_LAST_RESULT, 0, "project-x", OWN));
        assertThat(of(Metric.DRILL_DURATION, drills)).hasSize(1);
    }

    @Test
    void aManualDrillIsToldOfForAWeek() {
        Sample failed = Sample.of(Metric.DRILL_LAST_RESULT, 0, "project-x", "manual");
        assertThat(of(Metric.DRILL_LAST_RESULT, List.of(drill(DrillRequest.MANUAL, Duration.ofDays(6), false))))
                .containsExactly(failed);
        assertThat(of(Metric.DRILL_LAST_RESULT, List.of(drill(DrillRequest.MANUAL, Duration.ofDays(8), false))))
                .isEmpty();
        assertThat(of(
                        Metric.DRILL_LAST_RESULT,
                        List.of(
                                drill(DrillRequest.MANUAL, Duration.ofDays(5), true),
                                drill(DrillRequest.MANUAL, Duration.ofDays(6), false))))
                .doesNotContain(failed)
                .hasSize(1);
    }

    /** It has the time of the whole for each of them. */
    @Test
    void aDrillByTheSetsOwnScriptMeasuresNoPhase() {
        DrillReport measured = drill(OWN, Duration.ofDays(30), true);
        DrillReport byHand = with(drill(OWN, Duration.ofDays(1), true), restore(false), DrillReport.BY_HAND);
        assertThat(of(Metric.PHASE_DURATION, List.of(byHand))).isEmpty();
        assertThat(of(Metric.PHASE_DURATION, List.of(byHand, measured)))
                .containsExactly(
                        Sample.of(Metric.PHASE_DURATION, 600, "project-x", "critical"),
                        Sample.of(Metric.PHASE_DURATION, 1800, "project-x", "remainder"));
    }

    @Test
    void aPhaseThatWasAbortedWasNeverBack() {
        DrillReport aborted = with(drill(OWN, Duration.ofDays(1), false), restore(true), DrillReport.BY_LIFEBOAT);
        assertThat(of(Metric.PHASE_DURATION, List.of(aborted))).isEmpty();
    }

    @Test
    void aPhaseThatTheRunbookNoLongerHasIsNoLabel() {
        DrillReport old = with(
                drill(OWN, Duration.ofDays(1), true),
                ReportSamples.restore(NOW, Duration.ofMinutes(30), true, true, "auth"),
                DrillReport.BY_LIFEBOAT);
        assertThat(of(Metric.PHASE_DURATION, List.of(old)))
                .containsExactly(Sample.of(Metric.PHASE_DURATION, 1800, "project-x", "remainder"));
    }

    private static List<Sample> of(Metric metric, List<DrillReport> newestFirst) {
        return RunNumbers.of(RUNBOOK, NONE, List.of(), newestFirst, NOW).stream()
                .filter(sample -> sample.metric() == metric)
                .toList();
    }

    private static DrillReport drill(String name, Duration ago, boolean proven) {
        return new DrillReport(
                "drill/project-x/" + name,
                name,
                "weekly/2026-W47",
                proven,
                NOW.minus(ago),
                NOW.minus(ago).plusSeconds(1900),
                restore(false),
                proven ? null : "GATE_FAILED: no",
                List.of(),
                null);
    }

    private static DrillReport with(DrillReport drill, RestoreReport restore, String way) {
        return new DrillReport(
                drill.runId(),
                drill.name(),
                drill.setId(),
                drill.proven(),
                drill.startedAt(),
                drill.endedAt(),
                restore,
                drill.error(),
                List.of(),
                null,
                way,
                null,
                null,
                List.of(),
                null);
    }

    /** Half an hour, of which the first phase takes ten minutes. */
    private static RestoreReport restore(boolean aborted) {
        RestoreReport whole = ReportSamples.restore(NOW, Duration.ofMinutes(30), true, true, "critical");
        return aborted ? ReportSamples.abortedAtOnce(whole) : whole;
    }
}
