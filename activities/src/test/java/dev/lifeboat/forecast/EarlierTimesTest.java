package dev.lifeboat.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.restore.PhaseForecast;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Median and range of what earlier drills and restores took (K4). */
class EarlierTimesTest {
    private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
    private static final TargetIdentity HERE = server("7301");
    private static final TargetIdentity ELSEWHERE = server("9999");
    private static final long GB = 1_000_000_000;

    private final List<RestoreReport> earlier = new ArrayList<>();

    @Test
    void givesNoForecastWithoutADrill() {
        assertThat(foretell(true, plan("auth", GB)).get(0).forecast()).isNull();
        assertThat(new EarlierTimes(earlier, HERE, true).preparation()).isNull();
    }

    @Test
    void givesMedianAndRangeAndSaysOfHowMany() {
        drill(HERE, phase("auth", 2, 8, GB));
        drill(HERE, phase("auth", 2, 11, GB));
        drill(HERE, phase("auth", 2, 9, GB));
        PhaseForecast auth = foretell(true, plan("auth", GB)).get(0).forecast();
        assertThat(auth.takes().least()).isEqualTo(Duration.ofMinutes(6));
        assertThat(auth.takes().median()).isEqualTo(Duration.ofMinutes(7));
        assertThat(auth.takes().most()).isEqualTo(Duration.ofMinutes(9));
        assertThat(auth.basis()).isEqualTo("from 3 drills");
        assertThat(auth.readyAfter().words()).isEqualTo("8–11 min");
    }

    @Test
    void countsALaterPhaseFromItsTurnThoughItsRowsWereLoadedAhead() {
        drill(HERE, phase("auth", 0, 10, GB), phase("mail", 4, 25, GB));
        List<PhasePlan> plans = foretell(true, plan("auth", GB), plan("mail", GB));
        assertThat(plans.get(1).forecast().takes().median()).isEqualTo(Duration.ofMinutes(15));
        assertThat(plans.get(1).forecast().readyAfter().median()).isEqualTo(Duration.ofMinutes(25));
    }

    @Test
    void scalesByWhatThereIsToLoadNow() {
        drill(HERE, phase("auth", 0, 10, 10 * GB));
        assertThat(foretell(true, plan("auth", 20 * GB))
                        .get(0)
                        .forecast()
                        .takes()
                        .median())
                .isBetween(Duration.ofSeconds(1190), Duration.ofSeconds(1200));
        // A phase of two rows takes as long as one of four.
        earlier.clear();
        drill(HERE, phase("auth", 0, 1, 100));
        assertThat(foretell(true, plan("auth", 200)).get(0).forecast().takes().median())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void prefersTheSameServerThenTheSameKindOfRun() {
        restore(HERE, Duration.ZERO, phase("auth", 0, 1, GB));
        restore(ELSEWHERE, Duration.ZERO, phase("auth", 0, 2, GB));
        drill(ELSEWHERE, phase("auth", 0, 4, GB));
        drill(ELSEWHERE, phase("auth", 0, 5, GB));
        drill(ELSEWHERE, phase("auth", 0, 6, GB));
        PhaseForecast here = foretell(true, plan("auth", GB)).get(0).forecast();
        assertThat(here.basis()).isEqualTo("from 3 drills and 1 restore");
        assertThat(here.takes().least()).isEqualTo(Duration.ofMinutes(1));
        assertThat(here.takes().most()).isEqualTo(Duration.ofMinutes(6));
        for (int more = 0; more < 3; more++) {
            drill(HERE, phase("auth", 0, 9, GB));
        }
        assertThat(foretell(true, plan("auth", GB)).get(0).forecast().takes().least())
                .isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void leavesPeoplesTimeOut() {
        restore(HERE, Duration.ofMinutes(50), phase("auth", 0, 60, GB));
        PhaseForecast auth = foretell(false, plan("auth", GB)).get(0).forecast();
        assertThat(auth.takes().median()).isEqualTo(Duration.ofMinutes(10));
        assertThat(auth.basis()).isEqualTo("from 1 restore");
    }

    @Test
    void takesNothingFromAPhaseThatWasNotLoadedWhole() {
        earlier.add(report(true, HERE, List.of(phase("auth", 0, 1, GB, false, List.of()))));
        earlier.add(report(
                true, HERE, List.of(phase("auth", 0, 1, GB, true, List.of(PhaseReport.OPENED_EARLIER + "; …")))));
        assertThat(foretell(true, plan("auth", GB)).get(0).forecast()).isNull();
    }

    @Test
    void takesNothingFromARunThatWentOnWithWhatAnotherHadLoaded() {
        earlier.add(report(
                true,
                HERE,
                List.of(
                        phase("auth", 0, 1, GB, false, List.of(PhaseReport.OPENED_EARLIER + "; …")),
                        phase("mail", 1, 2, GB))));
        assertThat(foretell(true, plan("mail", GB)).get(0).forecast()).isNull();
    }

    /** Its rows may lie there already, though no phase was opened. */
    @Test
    void takesNothingFromARunThatWentOnFromOneThatOpenedNoPhase() {
        earlier.add(report(false, HERE, List.of(phase("auth", 0, 1, GB)), START.minusSeconds(600)));
        assertThat(foretell(false, plan("auth", GB)).get(0).forecast()).isNull();
    }

    @Test
    void foretellsNoSumBehindAPhaseOfWhichNothingIsKnown() {
        drill(HERE, phase("mail", 0, 10, GB));
        List<PhasePlan> plans = foretell(true, plan("auth", GB), plan("mail", GB));
        assertThat(plans.get(0).forecast()).isNull();
        assertThat(plans.get(1).forecast().takes().median()).isEqualTo(Duration.ofMinutes(10));
        assertThat(plans.get(1).forecast().readyAfter()).isNull();
    }

    @Test
    void namesThePhasesThatWillMissTheirBudgets() {
        drill(HERE, phase("auth", 2, 33, GB), phase("mail", 33, 40, GB));
        Runbook runbook = Runbook.of(
                        "shop",
                        new Database("env:DATABASE_URL", null),
                        new StoreSettings(StoreLocation.folder("/nowhere"), List.of()),
                        new Keys(List.of(), null, List.of(), null, List.of()))
                .withPhases(List.of(budget("auth", 30), budget("mail", 60)));
        assertThat(Budgets.missed(foretell(true, plan("auth", GB), plan("mail", GB)), runbook))
                .containsExactly(
                        "phase auth is expected back 33 min after the start (from 1 drill), and its budget is 30 min");
        assertThat(Budgets.missed(List.of(plan("auth", GB)), runbook)).isEmpty();
    }

    private static Phase budget(String name, long minutes) {
        return new Phase(name, Duration.ofMinutes(minutes), List.of(name), List.of(), List.of(), Approval.DEFAULT);
    }

    private List<PhasePlan> foretell(boolean drill, PhasePlan... plans) {
        return new EarlierTimes(earlier, HERE, drill).foretell(List.of(plans));
    }

    private static PhasePlan plan(String name, long bytes) {
        return PhasePlan.of(name, List.of("t"), 1, 1, 10, bytes, bytes);
    }

    private void drill(TargetIdentity target, PhaseReport... phases) {
        earlier.add(report(true, target, List.of(phases)));
    }

    private void restore(TargetIdentity target, Duration people, PhaseReport phase) {
        PhaseReport waited = new PhaseReport(
                phase.phase(),
                phase.rows(),
                phase.bytes(),
                phase.startedAt(),
                phase.endedAt(),
                phase.machine(),
                people,
                null,
                true,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        earlier.add(report(false, target, List.of(waited)));
    }

    private static RestoreReport report(boolean drill, TargetIdentity target, List<PhaseReport> phases) {
        return report(drill, target, phases, null);
    }

    private static RestoreReport report(
            boolean drill, TargetIdentity target, List<PhaseReport> phases, @Nullable Instant begunAt) {
        return new RestoreReport(
                "restore/shop/x",
                "shop",
                "daily/2026-11-22",
                "5e7a".repeat(16),
                START,
                target,
                RestoreOutcome.COMPLETED,
                drill,
                "ana",
                START,
                START.plus(Duration.ofHours(1)),
                phases,
                List.of(),
                List.of(),
                null,
                null,
                null,
                begunAt,
                null);
    }

    /** From one minute after the start to another. */
    private static PhaseReport phase(String name, long from, long to, long bytes) {
        return phase(name, from, to, bytes, true, List.of());
    }

    private static PhaseReport phase(String name, long from, long to, long bytes, boolean equal, List<String> notes) {
        return new PhaseReport(
                name,
                10,
                bytes,
                START.plus(Duration.ofMinutes(from)),
                START.plus(Duration.ofMinutes(to)),
                Duration.ofMinutes(to - from),
                Duration.ZERO,
                null,
                equal,
                false,
                false,
                List.of(),
                List.of(),
                notes,
                List.of());
    }

    private static TargetIdentity server(String system) {
        return new TargetIdentity(system, 16_384, "shop", 170_010);
    }
}
