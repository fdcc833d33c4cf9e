package dev.lifeboat.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.notice.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V0, K3, K7: how much the database and its sets take, beside what there may be. */
class SpaceChecksTest {
    private static final Duration FRESH = Duration.ofHours(10);
    private static final long GB = 1_000_000_000;

    @Test
    void theSetsOfAStoreAreWeighedAgainstItsQuota() {
        String quota = "health: { quota: { store: 100MB } }\n";
        assertThat(weighed(quota, 7)).isEmpty();
        assertThat(weighed(quota, 8))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("quota/primary", Severity.WARNING), tuple("quota/copy-1", Severity.WARNING));
        assertThat(weighed(quota, 10)).extracting(HealthProblem::severity).containsOnly(Severity.CRITICAL);
        assertThat(weighed(quota.replace("100MB", "100MB, percent: 90"), 8)).isEmpty();
    }

    @Test
    void aStoresQuotaIsForecastByItsSchedulesAndWhatTheyLeaveBehind() {
        String daily = "backups: { daily: { at: \"0 2 * * *\" } }\nhealth: { quota: { store: 300MB } }\n";
        assertThat(weighed(daily, 9))
                .extracting(HealthProblem::id)
                .containsExactly("quota-forecast/primary", "quota-forecast/copy-1");
        String kept = daily.replace("* * *\"", "* * *\", keep: P14D") + "retention: { at: \"0 6 * * 0\" }\n";
        assertThat(weighed(kept, 9)).as("cleaned up by then").isEmpty();
        assertThat(weighed(daily.replace("300MB", "500MB"), 9)).isEmpty();
    }

    @Test
    void ofASilentStoreNothingIsKnown() {
        Seen seen = sets(new Seen("health: { quota: { store: 100MB } }\n"), 9).silent("copy-1");
        assertThatThrownBy(() -> new RoomCheck(seen.runbook(), seen).look())
                .isInstanceOfSatisfying(
                        UnseenException.class,
                        e -> assertThat(e.found()).extracting(HealthProblem::id).containsExactly("quota/primary"));
    }

    @Test
    void theDatabaseIsWeighedAgainstItsQuotaNowAndSoon() {
        String quota = "health: { quota: { database: 8GB }, ratio: { least: 0 } }\n";
        assertThat(database(new Seen(quota), 6 * GB)).isEmpty();
        assertThat(database(new Seen(quota), 64 * GB / 10))
                .extracting(HealthProblem::id, HealthProblem::severity)
                .containsExactly(tuple("quota/database", Severity.WARNING));
        Seen growing = new Seen(quota)
                .set("daily/1", Duration.ofDays(10), 1_000, 6_000_000, SetState.TAKEN)
                .set("daily/2", FRESH, 1_000, 7_000_000, SetState.TAKEN);
        assertThat(database(growing, 6 * GB)).extracting(HealthProblem::id).containsExactly("quota/forecast");
        assertThat(database(growing, 5 * GB)).isEmpty();
    }

    /** A set of 10 MB. */
    @ParameterizedTest
    @CsvSource({"1000, ''", "1001, ratio/daily", "67, ''", "5000, ratio/daily"})
    void aSetHasAPlausibleRatioToItsDatabase(long megabytes, String problem) {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", FRESH);
        assertThat(database(seen, megabytes * 1_000_000))
                .extracting(HealthProblem::id)
                .isEqualTo(problem.isEmpty() ? List.of() : List.of(problem));
    }

    @Test
    void theRatioCanBeSetAndSaysNothingOfSmallDatabases() {
        Seen seen = new Seen(Seen.DAILY).set("daily/1", FRESH);
        assertThat(database(seen, 5 * GB)).singleElement().satisfies(problem -> assertThat(problem.what())
                .contains("daily/1 takes", "0.20 % of its database's", "between 1 and 200 % are plausible"));
        Seen lax = new Seen(Seen.DAILY + "health: { ratio: { least: 0.1 } }\n").set("daily/1", FRESH);
        assertThat(database(lax, 5 * GB)).isEmpty();
        Seen strict = new Seen(Seen.DAILY + "health: { ratio: { most: 10 } }\n").set("daily/1", FRESH);
        assertThat(database(strict, 99_000_000))
                .extracting(HealthProblem::impact)
                .containsExactly("it may hold more than it should");
        assertThat(database(strict, 60_000_000)).as("mostly catalogues").isEmpty();
    }

    @Test
    void withoutADatabaseNothingIsKnownOfItsSize() {
        Seen seen = new Seen("health: { quota: { database: 8GB } }\n").set("daily/1", FRESH);
        assertThatThrownBy(() -> new DatabaseCheck(
                                seen.runbook(),
                                () -> {
                                    throw new LifeboatException(ErrorCode.SOURCE_UNREACHABLE, "no route");
                                },
                                seen)
                        .look())
                .isInstanceOf(UnseenException.class);
        assertThatThrownBy(() -> new DatabaseCheck(seen.runbook(), () -> 7 * GB, () -> {
                            throw new UnseenException("no store answers");
                        })
                        .look())
                .isInstanceOfSatisfying(
                        UnseenException.class,
                        e -> assertThat(e.found()).extracting(HealthProblem::id).containsExactly("quota/database"));
    }

    private static List<HealthProblem> database(Seen seen, long bytes) {
        return new DatabaseCheck(seen.runbook(), () -> bytes, seen).look();
    }

    private static List<HealthProblem> weighed(String yaml, int sets) {
        Seen seen = sets(new Seen(yaml), sets);
        return new RoomCheck(seen.runbook(), seen).look();
    }

    private static Seen sets(Seen seen, int sets) {
        for (int day = 0; day < sets; day++) {
            seen.set("daily/" + day, Duration.ofDays(day), 1_000, 10_000_000, SetState.TAKEN);
        }
        return seen;
    }
}
