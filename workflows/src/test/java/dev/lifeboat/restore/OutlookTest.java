package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When phases will be back: earlier times at the pace of this run (K4). */
class OutlookTest {
    private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
    private static final long BYTES = 1_000_000;

    private final Map<String, PhaseProgress> phases = new LinkedHashMap<>();

    @Test
    void addsUpWhatEarlierDrillsTookFromThePreparationOn() {
        Outlook outlook = outlook(minutes(1, 2, 3), plan("auth", minutes(6, 7, 9)), plan("mail", minutes(10, 20, 30)));
        pending("auth", Duration.ofMinutes(30));
        pending("mail", null);
        List<PhaseEstimate> estimates = outlook.at(START, phases, List.of());
        assertThat(estimates).hasSize(2);
        assertThat(estimates.get(0).soonest()).isEqualTo(after(7));
        assertThat(estimates.get(0).likely()).isEqualTo(after(9));
        assertThat(estimates.get(0).latest()).isEqualTo(after(12));
        assertThat(estimates.get(0).due()).isEqualTo(after(30));
        assertThat(estimates.get(0).late()).isFalse();
        assertThat(estimates.get(0).words(START)).isEqualTo("in 7–12 min, from 3 drills");
        assertThat(estimates.get(1).latest()).isEqualTo(after(42));
        assertThat(estimates.get(1).due()).isNull();
    }

    @Test
    void endsBeforeThePhaseOfWhichNothingIsKnown() {
        Outlook outlook =
                outlook(null, plan("auth", minutes(6, 7, 9)), plan("new", null), plan("mail", minutes(1, 1, 1)));
        List.of("auth", "new", "mail").forEach(name -> pending(name, null));
        assertThat(outlook.at(START, phases, List.of()))
                .extracting(PhaseEstimate::phase)
                .containsExactly("auth");
    }

    @Test
    void goesAtThePaceOfThePhasesThatAreBack() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)), plan("mail", minutes(10, 20, 30)));
        phases.put("auth", progress("auth", PhaseState.DONE, BYTES, null, after(1), after(11)));
        pending("mail", null);
        PhaseEstimate mail = outlook.at(after(11), phases, List.of(report("auth", after(1), after(11), Duration.ZERO)))
                .get(0);
        assertThat(mail.pace()).isEqualTo(2);
        assertThat(mail.likely()).isEqualTo(after(11 + 40));
        assertThat(mail.soonest()).isEqualTo(after(11 + 20));
    }

    @Test
    void leavesPeoplesTimeOutOfThePace() {
        Outlook outlook = outlook(null, plan("auth", minutes(5, 5, 5)), plan("mail", minutes(10, 20, 30)));
        phases.put("auth", progress("auth", PhaseState.DONE, BYTES, null, after(1), after(66)));
        pending("mail", null);
        PhaseEstimate mail = outlook.at(
                        after(66), phases, List.of(report("auth", after(1), after(66), Duration.ofMinutes(60))))
                .get(0);
        assertThat(mail.pace()).isEqualTo(1);
        assertThat(mail.likely()).isEqualTo(after(86));
    }

    @Test
    void believesTheRateAtWhichRowsAreLoadedWhereThatIsSlower() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)));
        phases.put(
                "auth", progress("auth", PhaseState.LOADING, BYTES / 4, after(3), START, null, Duration.ofMinutes(10)));
        PhaseEstimate auth = outlook.at(after(4), phases, List.of()).get(0);
        assertThat(auth.likely()).isEqualTo(after(12));
        assertThat(auth.late()).isTrue();
    }

    /** The first big table is the first thing that tells how slow this target is: not only its own phase will be late. */
    @Test
    void goesAtThePaceOfThePhaseThatIsBeingLoadedWhereItsRowsAloneTakeLonger() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)), plan("mail", minutes(10, 20, 30)));
        phases.put("auth", progress("auth", PhaseState.LOADING, BYTES / 5, after(2), START, null));
        pending("mail", null);
        List<PhaseEstimate> estimates = outlook.at(after(3), phases, List.of());
        assertThat(estimates.get(0).likely()).isEqualTo(after(10));
        assertThat(estimates.get(0).latest())
                .as("what follows the rows takes longer, too")
                .isEqualTo(after(12));
        assertThat(estimates.get(1).pace()).isEqualTo(2);
        assertThat(estimates.get(1).likely()).isEqualTo(after(10 + 40));
        PhaseEstimate own = Outlook.of(plan("auth", minutes(4, 5, 6)), phases.get("auth"), START, START, after(3));
        assertThat(own.latest()).isEqualTo(after(12));
    }

    @Test
    void takesNoPaceFromRowsThatAreLoadedQuickly() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)), plan("mail", minutes(10, 20, 30)));
        phases.put("auth", progress("auth", PhaseState.LOADING, BYTES / 2, after(1), START, null));
        pending("mail", null);
        assertThat(outlook.at(after(1), phases, List.of()).get(1).pace())
                .as("building and examining are still to come")
                .isEqualTo(1);
    }

    @Test
    void saysNothingOfAPhaseThatWaitsForPeopleAndCountsFromNowBehindIt() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)), plan("mail", minutes(10, 20, 30)));
        phases.put("auth", progress("auth", PhaseState.AWAITING_OPEN, BYTES, after(2), START, null));
        pending("mail", null);
        List<PhaseEstimate> estimates = outlook.at(after(60), phases, List.of());
        assertThat(estimates).extracting(PhaseEstimate::phase).containsExactly("mail");
        assertThat(estimates.get(0).likely()).isEqualTo(after(80));
    }

    @Test
    void expectsWhatIsOverdueAnyMoment() {
        Outlook outlook = outlook(null, plan("auth", minutes(4, 5, 6)));
        phases.put("auth", progress("auth", PhaseState.BUILDING, BYTES, after(2), START, null));
        PhaseEstimate auth = outlook.at(after(9), phases, List.of()).get(0);
        assertThat(auth.likely()).isEqualTo(after(9));
        assertThat(auth.words(after(9))).isEqualTo("any moment, from 3 drills");
    }

    @Test
    void takesNoTimeForWhatAnEarlierRunOpened() {
        Outlook outlook = new Outlook(
                null,
                List.of(plan("auth", minutes(40, 50, 60)), plan("mail", minutes(1, 2, 3))),
                START,
                START,
                List.of("auth"));
        pending("auth", null);
        pending("mail", null);
        assertThat(outlook.at(START, phases, List.of()).get(1).likely()).isEqualTo(after(2));
    }

    @Test
    void countsBudgetsFromWhenTheFirstTryBegan() {
        Outlook outlook = new Outlook(
                null, List.of(plan("auth", minutes(6, 7, 9))), START, START.minus(Duration.ofMinutes(25)), List.of());
        pending("auth", Duration.ofMinutes(30));
        PhaseEstimate auth = outlook.at(START, phases, List.of()).get(0);
        assertThat(auth.likely()).isEqualTo(after(7));
        assertThat(auth.due()).isEqualTo(after(5));
        assertThat(auth.late()).isTrue();
    }

    @Test
    void tellsAPhaseItsOwnOutlookFromItsTurnOn() {
        PhaseProgress building = progress("auth", PhaseState.BUILDING, BYTES, after(2), START, null);
        PhaseEstimate estimate = Outlook.of(plan("auth", minutes(6, 7, 9)), building, after(5), START, after(6));
        assertThat(estimate.likely()).isEqualTo(after(12));
        assertThat(Outlook.of(plan("auth", null), building, after(5), START, after(6)))
                .isNull();
    }

    private static Outlook outlook(Span preparation, PhasePlan... plans) {
        return new Outlook(
                preparation == null ? null : new PhaseForecast(preparation, null, 3, 0),
                List.of(plans),
                START,
                START,
                List.of());
    }

    private static PhasePlan plan(String name, Span takes) {
        return PhasePlan.of(name, List.of("t"), 1, 1, 10, BYTES, BYTES)
                .with(takes == null ? null : new PhaseForecast(takes, null, 3, 0));
    }

    private void pending(String name, Duration within) {
        phases.put(name, progress(name, PhaseState.PENDING, 0, null, null, null, within));
    }

    private static PhaseProgress progress(
            String name, PhaseState state, long bytes, Instant countedAt, Instant startedAt, Instant endedAt) {
        return progress(name, state, bytes, countedAt, startedAt, endedAt, null);
    }

    private static PhaseProgress progress(
            String name,
            PhaseState state,
            long bytes,
            Instant countedAt,
            Instant startedAt,
            Instant endedAt,
            Duration within) {
        return new PhaseProgress(
                name, 1, state, 10, 5, BYTES, bytes, countedAt, within, startedAt, endedAt, null, List.of());
    }

    private static PhaseReport report(String name, Instant startedAt, Instant endedAt, Duration people) {
        return new PhaseReport(
                name,
                10,
                BYTES,
                startedAt,
                endedAt,
                Duration.between(startedAt, endedAt),
                people,
                null,
                true,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Span minutes(long least, long median, long most) {
        return new Span(Duration.ofMinutes(least), Duration.ofMinutes(median), Duration.ofMinutes(most));
    }

    private static Instant after(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }
}
