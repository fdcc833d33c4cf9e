package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.PreviousSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private static final Instant FIRST = Instant.parse("2026-11-01T02:00:00Z");
    private static final Instant NOW = FIRST.plus(Duration.ofDays(10));

    private final List<ChainedSet> sets = new ArrayList<>(List.of(day(1), day(2), day(3)));
    private final TreeMap<String, String> unreadable = new TreeMap<>();
    private final TreeMap<String, String> theirs = new TreeMap<>();
    private final List<DeletedSet> deleted = new ArrayList<>();
    private final List<StatedSet> stated = new ArrayList<>(List.of(says(1), says(2), says(3)));

    @Test
    void findsNothingInAWholeChain() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void noticesASetRemovedFromTheMiddle() {
        sets.remove(1);
        stated.clear();
        assertBroken("daily/2", "was removed");
    }

    @Test
    void noticesThatTheNewestSetWasRemovedBecauseAHeadNamesIt() {
        sets.remove(2);
        stated.clear();
        assertThat(findings()).isEmpty();
        stated.add(says(3));
        assertBroken("daily/3", "was removed");
    }

    @Test
    void takesANeighboursSetForWhatItIsAndMissesOneThatWasReplacedByIt() {
        stated.add(new StatedSet("daily/9", "sha-9", "a mark"));
        theirs.put("daily/9", "sha-9");
        assertThat(findings()).isEmpty();
        sets.remove(2);
        theirs.put("daily/3", "theirs");
        assertBroken("daily/3", "was removed");
    }

    @Test
    void noticesThatEverySetWasRemoved() {
        sets.clear();
        assertThat(findings()).hasSize(3).allMatch(AuditFinding::tampering);
    }

    @Test
    void takesASetThatWasRemovedOnPurposeForWhatItIs() {
        sets.remove(1);
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.LOGGED, new PreviousSet("daily/1", "sha-1")));
        assertThat(findings()).isEmpty();
    }

    @Test
    void takesNoMarkForAnExcuseThatTheLogRefutes() {
        sets.remove(1);
        stated.clear();
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.REFUTED, null));
        assertBroken("daily/2", "the log does not excuse it");
        // Removed from a copy first, and from this store later.
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.LOGGED, null));
        assertThat(findings()).isEmpty();
    }

    @Test
    void saysOnceWhichSetsMarksAloneCallDeleted() {
        sets.remove(0);
        sets.remove(0);
        deleted.add(new DeletedSet("daily/1", "sha-1", Worth.UNLOGGED, null));
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.UNLOGGED, new PreviousSet("daily/1", "sha-1")));
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.describe()).startsWith("daily/1, daily/2: called deleted by signed marks alone");
        });
    }

    @Test
    void goesOnWithTheChainOverWhatIsLeftOfARemovedSet() {
        sets.remove(0);
        sets.remove(0);
        stated.clear();
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.LOGGED, new PreviousSet("daily/1", "sha-1")));
        assertBroken("daily/1", "what is left of daily/2");
    }

    @Test
    void doesNotTakeAMarkOfAnotherManifestForADeletion() {
        sets.remove(1);
        stated.clear();
        deleted.add(new DeletedSet("daily/2", "sha-of-another", Worth.LOGGED, null));
        assertBroken("daily/2", "was removed");
    }

    @Test
    void noticesASetThatWasReplaced() {
        ChainedSet other = day(2);
        sets.set(
                1, new ChainedSet("daily/2", "shop", "sha-other", other.previous(), other.takenAt(), other.sealedAt()));
        stated.clear();
        assertBroken("daily/2", "was replaced");
    }

    @Test
    void noticesASetThatWasDatedBackBehindTheOneBeforeIt() {
        ChainedSet set = day(3);
        Instant early = FIRST.minus(Duration.ofDays(1));
        sets.set(2, new ChainedSet(set.set(), set.runbook(), set.manifestSha256(), set.previous(), early, early));
        assertBroken("daily/3", "was back-dated");
    }

    @Test
    void noticesASetWhoseDataIsYoungerThanItsSeal() {
        ChainedSet set = day(3);
        sets.set(
                2,
                new ChainedSet(
                        set.set(),
                        set.runbook(),
                        set.manifestSha256(),
                        set.previous(),
                        set.sealedAt().plus(Duration.ofHours(1)),
                        set.sealedAt()));
        assertBroken("daily/3", "was back-dated");
    }

    @Test
    void noticesASetOfTheFuture() {
        ChainedSet set = day(3);
        Instant future = NOW.plus(Duration.ofDays(400));
        sets.set(2, new ChainedSet(set.set(), set.runbook(), set.manifestSha256(), set.previous(), future, future));
        assertBroken("daily/3", "lies in the future");
    }

    @Test
    void toleratesClocksThatDifferByMinutes() {
        ChainedSet set = day(3);
        sets.set(
                2,
                new ChainedSet(
                        set.set(),
                        set.runbook(),
                        set.manifestSha256(),
                        set.previous(),
                        set.sealedAt().plus(Duration.ofMinutes(5)),
                        set.sealedAt()));
        assertThat(findings()).isEmpty();
    }

    @Test
    void reportsAForkAndDoesNotCallItTampering() {
        Instant at = FIRST.plus(Duration.ofDays(3));
        sets.add(new ChainedSet("weekly/1", "shop", "sha-w", new PreviousSet("daily/2", "sha-2"), at, at));
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.describe()).contains("daily/3, weekly/1").contains("after daily/2");
        });
    }

    /** V0: daily and weekly backups of one Sunday begin at the same time. */
    @Test
    void takesSetsThatWereTakenSideBySideForWhatTheyAre() {
        Instant taken = FIRST.plus(Duration.ofDays(2));
        sets.add(new ChainedSet(
                "weekly/1",
                "shop",
                "sha-w",
                new PreviousSet("daily/2", "sha-2"),
                taken,
                taken.plus(Duration.ofMinutes(12))));
        assertThat(findings())
                .as("one of which the log knows nothing")
                .singleElement()
                .satisfies(found -> assertThat(found.text()).contains("two that did not know of each other"));
        stated.add(new StatedSet("weekly/1", "sha-w", "entry 4 of the log"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void reportsASecondBeginning() {
        sets.add(new ChainedSet("emergency/1", "shop", "sha-e", null, FIRST, FIRST));
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.text()).contains("first");
        });
    }

    @Test
    void everyRunbookHasAFirstSet() {
        sets.add(new ChainedSet("emergency/1", "crm", "sha-e", null, FIRST, FIRST));
        assertThat(findings()).isEmpty();
    }

    @Test
    void reportsADeletedSetThatIsBack() {
        deleted.add(new DeletedSet("daily/2", "sha-2", Worth.LOGGED, new PreviousSet("daily/1", "sha-1")));
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isFalse();
            assertThat(found.subject()).isEqualTo("daily/2");
        });
    }

    @Test
    void namesASetThatDoesNotAuthenticateOnceAndNotAsRemoved() {
        sets.remove(1);
        unreadable.put("daily/2", "the signature does not fit the content");
        assertBroken("daily/2", "does not authenticate");
    }

    private void assertBroken(String set, String text) {
        assertThat(findings()).singleElement().satisfies(found -> {
            assertThat(found.tampering()).isTrue();
            assertThat(found.subject()).isEqualTo(set);
            assertThat(found.text()).contains(text);
            assertThat(found.code().exitCode()).isEqualTo(12);
        });
    }

    private List<AuditFinding> findings() {
        return ChainCheck.findings(sets, unreadable, deleted, stated, theirs, NOW);
    }

    private static ChainedSet day(int number) {
        Instant taken = FIRST.plus(Duration.ofDays(number - 1));
        return new ChainedSet(
                "daily/" + number,
                "shop",
                "sha-" + number,
                number == 1 ? null : new PreviousSet("daily/" + (number - 1), "sha-" + (number - 1)),
                taken,
                taken.plus(Duration.ofMinutes(10)));
    }

    private static StatedSet says(int number) {
        return new StatedSet("daily/" + number, "sha-" + number, "entry " + number + " of the log");
    }
}
