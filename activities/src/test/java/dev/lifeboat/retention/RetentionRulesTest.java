package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.runbook.Generations;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps a set, one reason after the other. */
class RetentionRulesTest extends DecidedSets {
    @Test
    void aSetGoesWhenItsTimeIsOverAndNothingElseKeepsIt() {
        two();
        add(TestSet.daily(31));
        add(TestSet.daily(29));
        assertThat(deleted()).containsExactly("daily/31");
        assertThat(reasons("daily/31")).containsExactly("mode daily kept it until 2026-11-21T10:00:00Z");
        assertThat(reasons("daily/29")).containsExactly("mode daily keeps it until 2026-11-23T10:00:00Z");
    }

    @Test
    void aSetStaysToTheEndOfItsTime() {
        two();
        add(TestSet.daily(30).at(NOW.minus(Duration.ofDays(30)).plusMillis(1)));
        assertThat(deleted()).isEmpty();
    }

    @Test
    void theLongestOfAModesSchedulesCounts() {
        two();
        add(TestSet.of(BackupMode.WEEKLY, 1));
        add(TestSet.of(BackupMode.WEEKLY, 89));
        add(TestSet.of(BackupMode.WEEKLY, 91));
        assertThat(deleted()).containsExactly("weekly/91");
    }

    @Test
    void aModeWithoutATimeIsKeptForEver() {
        two();
        add(TestSet.of(BackupMode.MONTHLY, 3000));
        add(TestSet.of(BackupMode.MONTHLY, 3600));
        assertThat(deleted()).isEmpty();
        assertThat(reasons("monthly/3600")).containsExactly("no schedule of mode monthly says for how long");
    }

    @Test
    void theStoresOwnTimeGoesBeforeTheModes() {
        two();
        add(TestSet.daily(10));
        add(TestSet.of(BackupMode.MONTHLY, 1));
        add(TestSet.of(BackupMode.MONTHLY, 8));
        storeKeep = Period.ofDays(7);
        assertThat(deleted()).containsExactly("monthly/8", "daily/10");
    }

    @Test
    void monthsAndYearsAreThoseOfTheCalendar() {
        modes.put(BackupMode.DAILY, List.of(Period.ofMonths(1)));
        two();
        add(TestSet.daily(31).at(Instant.parse("2026-10-22T10:00:00Z")));
        add(TestSet.daily(30).at(Instant.parse("2026-10-22T10:00:01Z")));
        assertThat(deleted()).containsExactly("daily/31");
    }

    @Test
    void theNewestVerifiedStayWhateverTheirAge() {
        add(TestSet.daily(0));
        add(TestSet.daily(400).state(SetState.VERIFIED));
        add(TestSet.daily(401).state(SetState.PROVEN));
        add(TestSet.daily(402).state(SetState.VERIFIED));
        assertThat(deleted()).containsExactly("daily/402");
        assertThat(reasons("daily/401")).containsExactly("one of the 2 newest verified");
    }

    @Test
    void whereTooFewAreVerifiedTheNewestOthersStandIn() {
        add(TestSet.daily(0));
        add(TestSet.daily(100).state(SetState.VERIFIED));
        add(TestSet.daily(101));
        verified = 3;
        add(TestSet.daily(102));
        assertThat(deleted()).containsExactly("daily/102");
        assertThat(decide().warnings()).anyMatch(warning -> warning.startsWith("only 1 of 3 sets"));
    }

    @Test
    void onlySetsOfTheWholeDatabaseCountAsVerified() {
        two();
        add(TestSet.of(BackupMode.DATA, 0).part().state(SetState.VERIFIED));
        modes.put(BackupMode.DATA, List.of(Period.ofDays(1)));
        add(TestSet.of(BackupMode.DATA, 40).part().state(SetState.VERIFIED));
        assertThat(deleted()).containsExactly("data/40");
    }

    @Test
    void theNewestOfEachModeStays() {
        two();
        modes.put(BackupMode.SCHEMA, List.of(Period.ofDays(1)));
        add(TestSet.of(BackupMode.SCHEMA, 50).part());
        add(TestSet.of(BackupMode.SCHEMA, 51).part());
        assertThat(deleted()).containsExactly("schema/51");
        assertThat(reasons("schema/50")).contains("newest schema");
    }

    @Test
    void whereTheNewestOfAModeHasFailedTheNewestGoodOneStaysToo() {
        two();
        modes.put(BackupMode.SCHEMA, List.of(Period.ofDays(1)));
        add(TestSet.of(BackupMode.SCHEMA, 50).part().state(SetState.FAILED));
        add(TestSet.of(BackupMode.SCHEMA, 51).part());
        assertThat(deleted()).isEmpty();
        assertThat(reasons("schema/51")).contains("newest schema that has not failed");
    }

    @Test
    void aFailedSetStaysUntilANewerOneIsVerified() {
        add(TestSet.daily(0));
        add(TestSet.daily(1));
        add(TestSet.daily(40).state(SetState.FAILED));
        add(TestSet.daily(50).state(SetState.VERIFIED));
        assertThat(reasons("daily/40")).contains("failed, and no newer set is verified");
        assertThat(deleted()).isEmpty();

        add(TestSet.daily(39).state(SetState.VERIFIED));
        assertThat(deleted()).containsExactly("daily/40");
    }

    @Test
    void aFailedSetNeverCountsAsVerified() {
        verified = 1;
        add(TestSet.daily(0).state(SetState.FAILED));
        add(TestSet.daily(60));
        assertThat(deleted()).isEmpty();
        assertThat(reasons("daily/60")).anyMatch(reason -> reason.startsWith("stands in for a verified set"));
    }

    @Test
    void generationsKeepTheNewestOfSoManyPeriodsThatHaveSets() {
        two();
        generations = new Generations(null, null, 3, null);
        add(TestSet.daily(100).at(Instant.parse("2026-08-31T23:59:59Z")));
        add(TestSet.daily(101).at(Instant.parse("2026-08-02T00:00:00Z")));
        add(TestSet.daily(300).at(Instant.parse("2026-02-01T00:00:00Z")));
        add(TestSet.daily(301).at(Instant.parse("2026-01-31T23:59:59Z")));
        assertThat(deleted()).containsExactly("daily/101", "daily/301");
        assertThat(reasons("daily/300")).containsExactly("newest of its month");
    }

    @Test
    void weeksAreThoseOfTheIsoCalendarInUtc() {
        two();
        generations = new Generations(null, 100, null, null);
        // Sunday's last second and Monday's first: the last week of 2025 has days of 2026.
        add(TestSet.daily(320).at(Instant.parse("2026-01-04T23:59:59Z")));
        add(TestSet.daily(321).at(Instant.parse("2025-12-29T00:00:00Z")));
        add(TestSet.daily(322).at(Instant.parse("2025-12-28T23:59:59Z")));
        assertThat(deleted()).containsExactly("daily/321");
    }

    @Test
    void aFailedSetIsNoGeneration() {
        two();
        generations = new Generations(null, null, null, 5);
        add(TestSet.daily(700).state(SetState.FAILED));
        add(TestSet.daily(701));
        assertThat(deleted()).containsExactly("daily/700");
    }

    @Test
    void whatASetThatStaysNeedsStaysAndWhatThatNeeds() {
        two();
        add(TestSet.daily(20).needing("daily/60"));
        add(TestSet.daily(60).needing("daily/70"));
        add(TestSet.daily(70));
        add(TestSet.daily(80));
        assertThat(deleted()).containsExactly("daily/80");
        assertThat(reasons("daily/70")).containsExactly("needed by daily/60");
    }

    /** A line for each of hundreds would be as long as a page. */
    @Test
    void ofManyThatNeedASetOrReadItAFewAreNamed() {
        two();
        for (int days = 10; days < 17; days++) {
            add(TestSet.daily(days).needing("daily/60"));
        }
        add(TestSet.daily(60));
        add(TestSet.daily(61)
                .used("read by 1")
                .used("read by 2")
                .used("read by 3")
                .used("read by 4"));
        assertThat(reasons("daily/60")).containsExactly("needed by daily/10, daily/11, daily/12 and 4 more");
        assertThat(reasons("daily/61")).containsExactly("in use: read by 1, read by 2, read by 3 and 1 more");
    }

    @Test
    void whatOnlyASetThatGoesNeedsGoesAfterIt() {
        two();
        add(TestSet.daily(70));
        add(TestSet.daily(60).needing("daily/70"));
        assertThat(deleted()).containsExactly("daily/60", "daily/70");
    }

    @Test
    void pinsReadersAndLocksKeepASet() {
        two();
        add(TestSet.daily(60).pinned("lawsuit"));
        add(TestSet.daily(61).used("read by a restore"));
        add(TestSet.daily(62).locked(NOW.plusSeconds(1)));
        add(TestSet.daily(63).locked(NOW));
        assertThat(deleted()).containsExactly("daily/63");
        assertThat(reasons("daily/60")).containsExactly("pinned: lawsuit");
        assertThat(reasons("daily/61")).containsExactly("in use: read by a restore");
        assertThat(reasons("daily/62")).containsExactly("locked until 2026-11-22T10:00:01Z by the store");
    }

    @Test
    void everyReasonIsTold() {
        add(TestSet.daily(0).state(SetState.VERIFIED).pinned("lawsuit").pinned("audit"));
        assertThat(reasons("daily/0"))
                .containsExactly(
                        "mode daily keeps it until 2026-12-22T10:00:00Z",
                        "pinned: lawsuit",
                        "pinned: audit",
                        "newest of the whole database",
                        "newest daily",
                        "one of the 2 newest verified");
    }

    @Test
    void whenBackupsStoppedDeletingStopsToo() {
        add(TestSet.daily(100).state(SetState.VERIFIED));
        add(TestSet.daily(101).state(SetState.VERIFIED));
        add(TestSet.daily(129));
        add(TestSet.daily(131));
        assertThat(deleted()).containsExactly("daily/131");
        assertThat(reasons("daily/129")).singleElement().asString().contains("no good set was taken since");
    }

    @Test
    void agesAreNotCountedToSetsThatHaveFailed() {
        add(TestSet.daily(0).state(SetState.FAILED));
        add(TestSet.daily(100).state(SetState.VERIFIED));
        add(TestSet.daily(101).state(SetState.VERIFIED));
        add(TestSet.daily(129));
        add(TestSet.daily(131));
        assertThat(deleted()).containsExactly("daily/131");
    }

    @Test
    void agesAreNotCountedToSetsOfAPartInAnotherMode() {
        modes.put(BackupMode.SCHEMA, List.of(Period.ofDays(1)));
        add(TestSet.of(BackupMode.SCHEMA, 0).part());
        add(TestSet.of(BackupMode.SCHEMA, 50).part());
        add(TestSet.daily(100).state(SetState.VERIFIED));
        add(TestSet.daily(101).state(SetState.VERIFIED));
        add(TestSet.daily(129));
        add(TestSet.daily(131));
        assertThat(deleted()).containsExactly("schema/50", "daily/131");
    }

    @Test
    void aWholeSetTakesTheAgeOfAnyMode() {
        modes.put(BackupMode.SCHEMA, List.of(Period.ofDays(1)));
        two();
        add(TestSet.of(BackupMode.SCHEMA, 50).part());
        add(TestSet.of(BackupMode.SCHEMA, 51).part());
        assertThat(deleted()).containsExactly("schema/51");
    }

    @Test
    void theNewestWholeSetStaysWhateverElseIsNewer() {
        add(TestSet.daily(0).part());
        add(TestSet.daily(50));
        add(TestSet.daily(100).state(SetState.VERIFIED));
        add(TestSet.daily(101).state(SetState.VERIFIED));
        add(TestSet.daily(102));
        assertThat(deleted()).containsExactly("daily/102");
        assertThat(reasons("daily/50")).containsExactly("newest of the whole database");
    }

    @Test
    void whatWasProvenFromAnotherStoreIsNotVerifiedInThisOne() {
        add(TestSet.daily(0));
        add(TestSet.daily(100).state(SetState.PROVEN).elsewhere());
        add(TestSet.daily(101).state(SetState.VERIFIED));
        add(TestSet.daily(102).state(SetState.VERIFIED));
        add(TestSet.daily(103).state(SetState.VERIFIED));
        assertThat(reasons("daily/102")).containsExactly("one of the 2 newest verified");
        assertThat(deleted()).containsExactly("daily/100", "daily/103");
    }

    @Test
    void aSetThatDoesNotAuthenticateKeepsEverythingAndIsTold() {
        two();
        add(TestSet.daily(60));
        unreadable.add(new UnreadableSet("daily/59", "daily/59 has another signature", NOW));
        assertThat(deleted()).isEmpty();
        assertThat(reasons("daily/60")).containsExactly("daily/59 cannot be read, and might need it");
        assertThat(reasons("daily/59")).containsExactly("does not authenticate: daily/59 has another signature");
        assertThat(decide().warnings()).anyMatch(warning -> warning.startsWith("daily/59 does not authenticate"));
    }

    @Test
    void setsOfAnotherRunbookAreNotTouchedNorWhatTheyNeed() {
        two();
        add(TestSet.daily(60));
        add(TestSet.daily(400).named("daily/theirs").of("payroll").needing("daily/60"));
        assertThat(deleted()).isEmpty();
        assertThat(reasons("daily/theirs")).containsExactly("belongs to runbook payroll");
    }

    @Test
    void rowsOlderThanAYearThatStayAreReported() {
        two();
        add(TestSet.daily(366).pinned("lawsuit"));
        add(TestSet.of(BackupMode.SCHEMA, 400).part());
        assertThat(decide().decisions())
                .filteredOn(SetDecision::olderThanAYear)
                .extracting(SetDecision::set)
                .containsExactly("daily/366");
        assertThat(decide().warnings()).anyMatch(warning -> warning.contains("accounts that were deleted"));
    }

    @Test
    void anEmptyStoreIsNothingToDecide() {
        assertThat(decide()).isEqualTo(new Verdict(List.of(), List.of(), List.of()));
    }
}
