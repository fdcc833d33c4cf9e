package dev.lifeboat.health;

import static dev.lifeboat.health.Seen.copy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.notice.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V0, V1, K3: what is wrong with the sets that there are. */
class SetChecksTest {
    private static final Duration FRESH = Duration.ofHours(10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "daily   | 0 2 * * * | PT24H59M  | false",
                "daily   | 0 2 * * * | PT25H1M   | true",
                "weekly  | 0 2 * * 0 | PT168H59M | false",
                "weekly  | 0 2 * * 0 | PT169H1M  | true",
                "monthly | 0 2 1 * * | PT672H    | false",
                "monthly | 0 2 1 * * | PT746H    | true"
            })
    void aModesAgeLimitFollowsItsSchedule(String mode, String at, Duration age, boolean old) {
        Seen seen = new Seen("backups: { " + mode + ": { at: \"" + at + "\" } }\n").set(mode + "/1", age);
        assertThat(ids(new AgeCheck(seen).look())).isEqualTo(old ? List.of("age/" + mode) : List.of());
    }

    @Test
    void anAgeLimitCanBeSetAndSaysWhichTimeIsUncovered() {
        Seen seen = new Seen("backups: { daily: { at: \"0 2 * * *\", max-age: PT6H } }\n").set("daily/1", FRESH);
        assertThat(new AgeCheck(seen).look()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(problem.what()).isEqualTo("the newest daily set is 10 h old, the limit is 6 h");
            assertThat(problem.impact()).contains("2026-03-10T02:00:00Z");
        });
    }

    @Test
    void aModeWithoutASetIsWorseInAnOldSystem() {
        String both = "backups: { daily: { at: \"0 2 * * *\" }, weekly: { at: \"0 2 * * 0\" } }\n";
        assertThat(new AgeCheck(new Seen(both)).look())
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("age/daily", Severity.WARNING), tuple("age/weekly", Severity.WARNING));
        assertThat(new AgeCheck(new Seen(both).set("weekly/1", Duration.ofDays(3))).look())
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("age/daily", Severity.CRITICAL));
        assertThat(new AgeCheck(new Seen(both).set("daily/1", FRESH)).look())
                .as("the first weekly set has a week")
                .isEmpty();
    }

    /** V1: the sets that are there are never older than they are kept, and a system is. */
    @Test
    void aModeThatNeverHadASetIsToldAlsoWhereTheOthersAreKeptForAShorterTimeThanIsBetweenTwoOfIt() {
        String both = "backups: { daily: { at: \"0 2 * * *\", keep: P30D }, monthly: { at: \"0 3 1 * *\" } }\n";
        assertThat(new AgeCheck(days(new Seen(both)).removed("daily/gone", Duration.ofDays(40))).look())
                .extracting(HealthProblem::id, HealthProblem::severity, HealthProblem::impact)
                .containsExactly(tuple("age/monthly", Severity.CRITICAL, "there should be one every 31 d"));
        assertThat(new AgeCheck(days(new Seen(both)).removed("daily/gone", Duration.ofDays(31))).look())
                .as("its first one may still be on its way")
                .isEmpty();
        assertThat(new AgeCheck(days(new Seen(both)).removed("daily/gone", Duration.ofDays(40), "neighbour")).look())
                .as("another system is older")
                .isEmpty();
    }

    @Test
    void aSystemWhoseSetsAreAllRemovedIsNoNewOne() {
        assertThat(new AgeCheck(new Seen(Seen.DAILY).removed("daily/gone", Duration.ofDays(2))).look())
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("age/daily", Severity.CRITICAL));
    }

    @Test
    void aFailedSetIsNoSet() {
        Seen seen = new Seen(Seen.DAILY)
                .set("daily/2", FRESH, 1_000, 10_000_000, SetState.FAILED)
                .set("daily/1", Duration.ofHours(34));
        assertThat(ids(new AgeCheck(seen).look())).containsExactly("age/daily");
    }

    @Test
    void nothingIsSaidOfSetsThatMayBeInASilentStore() {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", Duration.ofDays(9)).silent("primary");
        assertThatThrownBy(() -> new AgeCheck(seen).look()).isInstanceOf(UnseenException.class);
        assertThat(new AgeCheck(new Seen(Seen.DAILY).set("daily/1", FRESH).silent("primary")).look())
                .isEmpty();
        assertThat(ids(new AgeCheck(new Seen(Seen.DAILY)
                                .set("daily/1", Duration.ofDays(9))
                                .silent("copy-1"))
                        .look()))
                .as("a copy that is not connected hides nothing")
                .containsExactly("age/daily");
        Seen lacking = new Seen(Seen.DAILY)
                .set("daily/1", FRESH, copy("primary", SetState.FAILED), copy("copy-1", SetState.TAKEN))
                .silent("copy-1");
        assertThatThrownBy(() -> new CopiesCheck(lacking).look()).isInstanceOfSatisfying(UnseenException.class, e -> {
            assertThat(ids(e.found())).containsExactly("failed/primary");
            assertThat(e.unseen("copies")).containsExactly("conflict", "missing/copy-1", "failed/copy-1");
        });
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "1201,true", "800,false", "799,true"})
    void rowsMayDifferByTwentyPerCentFromTheMedianOfTheSevenBefore(long rows, boolean unusual) {
        Seen seen = days(new Seen(Seen.DAILY)).set("daily/new", FRESH, rows, 10_000_000, SetState.TAKEN);
        assertThat(ids(new SizeCheck(seen).look())).isEqualTo(unusual ? List.of("rows/daily") : List.of());
    }

    @Test
    void theVarianceCanBeSetAndBytesCountLikewise() {
        Seen usual = days(new Seen(Seen.DAILY)).set("daily/new", FRESH, 1_000, 13_000_000, SetState.TAKEN);
        assertThat(new SizeCheck(usual).look()).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo("bytes/daily");
            assertThat(problem.what()).contains("+30 %");
        });
        Seen lax = days(new Seen(Seen.DAILY + "health: { variance: 40 }\n"))
                .set("daily/new", FRESH, 1_000, 13_000_000, SetState.TAKEN);
        assertThat(new SizeCheck(lax).look()).isEmpty();
    }

    @Test
    void fewSetsHaveNoMedian() {
        Seen seen = new Seen(Seen.DAILY)
                .set("daily/new", FRESH, 5_000, 10_000_000, SetState.TAKEN)
                .set("daily/1", Duration.ofDays(1))
                .set("daily/2", Duration.ofDays(2));
        assertThat(new SizeCheck(seen).look()).isEmpty();
    }

    @Test
    void anEmptyOrTinySetIsAProblemWhateverIsUsual() {
        assertThat(ids(new SizeCheck(new Seen(Seen.DAILY).set("daily/1", FRESH, 0, 10_000_000, SetState.TAKEN)).look()))
                .containsExactly("empty/daily");
        assertThat(ids(new SizeCheck(new Seen(Seen.DAILY).set("daily/1", FRESH, 10, 999_999, SetState.TAKEN)).look()))
                .containsExactly("small/daily");
        assertThat(new SizeCheck(new Seen(Seen.DAILY + "health: { min-size: 1kB }\n")
                                .set("daily/1", FRESH, 10, 999_999, SetState.TAKEN))
                        .look())
                .isEmpty();
        Seen schema = new Seen("backups: { schema: { at: \"0 12 * * *\" } }\n")
                .set("schema/1", FRESH, 0, 10_000, SetState.TAKEN);
        assertThat(new SizeCheck(schema).look()).as("definitions have no rows").isEmpty();
    }

    @Test
    void setsThatNobodyReadAgainOrRestoredAreToldOfWhenThatIsLongAgo() {
        Seen young = new Seen(Seen.DAILY).set("daily/1", Duration.ofDays(7));
        assertThat(new TrustCheck(young, Optional::empty).look()).isEmpty();
        Seen old = new Seen(Seen.DAILY).set("daily/1", Duration.ofDays(36));
        assertThat(ids(new TrustCheck(old, Optional::empty).look()))
                .containsExactly("unverified/primary", "unverified/copy-1", "unproven");
        Seen verified = new Seen(Seen.DAILY)
                .set("daily/1", Duration.ofDays(36))
                .set("daily/2", FRESH, 1_000, 10_000_000, SetState.VERIFIED)
                .proven("daily/3", Duration.ofDays(40), Duration.ofDays(34));
        assertThat(new TrustCheck(verified, Optional::empty).look()).isEmpty();
    }

    /** V1: on every copy. */
    @Test
    void aSetThatWasReadAgainInOneStoreOnlyIsToldOfByTheOthers() {
        Duration old = Duration.ofDays(9);
        Seen seen = new Seen(Seen.DAILY)
                .set("daily/3", FRESH)
                .set("daily/2", old, copy("primary", SetState.VERIFIED), copy("copy-1", SetState.TAKEN))
                .set(
                        "daily/1",
                        Duration.ofDays(10),
                        copy("primary", SetState.TAKEN),
                        copy("copy-1", SetState.VERIFIED));
        assertThat(new TrustCheck(seen, Optional::empty).look()).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo("unverified/copy-1");
            assertThat(problem.what()).isEqualTo("in store copy-1 neither daily/2 nor a newer set was read again");
            assertThat(problem.action()).contains("lifeboat verify latest --store copy-1");
        });
        assertThat(new TrustCheck(
                                new Seen(Seen.DAILY)
                                        .set("daily/2", old, copy("primary", SetState.VERIFIED), copy("copy-1", null)),
                                Optional::empty)
                        .look())
                .as("what is not there is told as missing")
                .isEmpty();
        assertThat(new TrustCheck(new Seen(Seen.DAILY).proven("daily/1", old, FRESH), Optional::empty).look())
                .as("a drill may have read either")
                .extracting(HealthProblem::id)
                .containsExactly("unverified/primary", "unverified/copy-1");
    }

    @Test
    void ofASilentStoreNobodyKnowsWhetherItsSetsWereReadAgain() {
        Seen seen = new Seen(Seen.DAILY)
                .set("daily/1", Duration.ofDays(36), copy("primary", SetState.TAKEN))
                .silent("copy-1");
        assertThatThrownBy(() -> new TrustCheck(seen, Optional::empty).look())
                .isInstanceOfSatisfying(UnseenException.class, e -> {
                    assertThat(ids(e.found())).containsExactly("unverified/primary", "unproven");
                    assertThat(e.unseen("trust")).containsExactly("unverified/copy-1");
                });
    }

    @Test
    void howLongADrillMayBeAgoFollowsFromTheDrills() {
        String weekly = Seen.DAILY + "drills: { weekly: { at: \"0 4 * * 0\" } }\n";
        assertThat(ids(new TrustCheck(
                                new Seen(weekly)
                                        .set("daily/1", FRESH, 1_000, 10_000_000, SetState.VERIFIED)
                                        .proven("daily/2", Duration.ofDays(20), Duration.ofDays(9)),
                                Optional::empty)
                        .look()))
                .containsExactly("unproven");
        assertThat(new TrustCheck(
                                new Seen(weekly + "health: { proven: P30D }\n")
                                        .set("daily/1", FRESH, 1_000, 10_000_000, SetState.VERIFIED)
                                        .proven("daily/2", Duration.ofDays(20), Duration.ofDays(9)),
                                Optional::empty)
                        .look())
                .isEmpty();
    }

    /** Sets of thirty days in a system that is older than a drill may be ago. */
    @Test
    void noDrillAndOneWhoseSetIsGoneAreToldOfByTheAgeOfTheSystemAndByTheReport() {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", FRESH, 1_000, 10_000_000, SetState.VERIFIED);
        assertThat(new TrustCheck(seen, Optional::empty).look()).isEmpty();
        seen.removed("daily/gone", Duration.ofDays(36));
        assertThat(new TrustCheck(seen, Optional::empty).look())
                .extracting(HealthProblem::id, HealthProblem::what)
                .containsExactly(tuple("unproven", "no drill ever restored a set"));
        assertThat(new TrustCheck(seen, () -> Optional.of(Seen.NOW.minus(Duration.ofDays(34)))).look())
                .as("the set that it proved is gone, its report is not")
                .isEmpty();
        assertThat(new TrustCheck(
                                seen,
                                () -> Optional.of(
                                        Seen.NOW.minus(Duration.ofDays(35)).minusSeconds(1)))
                        .look())
                .extracting(HealthProblem::what)
                .containsExactly("the last drill that restored a set was at 2026-02-03T11:59:59Z");
    }

    @Test
    void copiesThatLackOrFailedAreToldOfByStore() {
        Seen seen = new Seen(Seen.DAILY)
                .set("daily/new", Duration.ofHours(1), copy("primary", SetState.TAKEN), copy("copy-1", null))
                .set("daily/2", FRESH, copy("primary", SetState.FAILED), copy("copy-1", SetState.TAKEN))
                .set("daily/1", Duration.ofDays(2), copy("primary", SetState.TAKEN), copy("copy-1", null));
        assertThat(new CopiesCheck(seen).look())
                .extracting(HealthProblem::id, HealthProblem::severity, HealthProblem::what)
                .containsExactly(
                        tuple("missing/copy-1", Severity.WARNING, "store copy-1 lacks daily/1"),
                        tuple("failed/primary", Severity.CRITICAL, "in store primary failed: daily/2"));
    }

    /** K1: the copy of the plan that keeps everything for thirty days, and the sets of ninety. */
    @Test
    void aStoreThatKeepsSetsForAShorterTimeLacksNoneThatIsOlder() {
        String weekly = "backups: { weekly: { at: \"0 2 * * 0\", keep: P90D } }\n";
        assertThat(lacking(new Seen(weekly, ", keep: P30D"), Duration.ofDays(31)))
                .isEmpty();
        assertThat(lacking(new Seen(weekly, ", keep: P30D"), Duration.ofDays(29)))
                .containsExactly("missing/copy-1");
        assertThat(lacking(new Seen(weekly), Duration.ofDays(31))).containsExactly("missing/copy-1");
        assertThat(lacking(new Seen(weekly), Duration.ofDays(91))).isEmpty();
    }

    private static List<String> lacking(Seen seen, Duration age) {
        seen.set("weekly/1", age, copy("primary", SetState.TAKEN), copy("copy-1", null));
        return ids(new CopiesCheck(seen).look());
    }

    private static Seen days(Seen seen) {
        for (int day = 1; day <= 9; day++) {
            seen.set("daily/" + day, Duration.ofDays(day));
        }
        return seen;
    }

    private static List<String> ids(List<HealthProblem> problems) {
        return problems.stream().map(HealthProblem::id).toList();
    }
}
