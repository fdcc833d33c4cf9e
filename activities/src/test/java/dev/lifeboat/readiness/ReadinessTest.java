package dev.lifeboat.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.readiness.Readiness.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each reason gives its points, says what is missing and what mends it (K4, docs/readiness.md). */
class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private RpoNow.Newest newest = newest(Duration.ofHours(10));
    private Instant verifiedAt = NOW.minus(DAY);
    private Instant provenAt = NOW.minus(DAY);
    private ReadinessFacts.Copies copies = copies(List.of("primary", "copy-1"), List.of(), List.of());
    private int recipients = 2;
    private List<String> unusable = List.of();
    private List<String> ending = List.of();
    private int contacts = 2;
    private boolean told = true;
    private List<String> idle = List.of();
    private boolean scheduled = true;
    private List<String> unread = List.of();
    private ReadinessFacts.LastDrill drill = new ReadinessFacts.LastDrill("drill/shop/weekly", true, List.of());

    @Test
    void isAHundredWhereNothingIsMissing() {
        Readiness ready = readiness();
        assertThat(ready.score()).isEqualTo(100);
        assertThat(ready.reasons())
                .allSatisfy(reason -> assertThat(reason.missing()).isEmpty());
        assertThat(ready.reasons())
                .extracting(Reason::name)
                .containsExactly("age", "verified", "proven", "copies", "keys", "people", "drills");
    }

    @Test
    void isNothingWhereThereIsNothing() {
        newest = null;
        verifiedAt = null;
        provenAt = null;
        copies = null;
        recipients = 1;
        unusable = List.of("key signing.sec.asc cannot be used");
        contacts = 0;
        told = false;
        scheduled = false;
        drill = null;
        Readiness ready = readiness();
        assertThat(ready.score()).isZero();
        assertThat(ready.reasons()).allSatisfy(reason -> assertThat(reason.missing())
                .isNotEmpty()
                .allSatisfy(remedy -> assertThat(remedy.command()).isNotBlank()));
    }

    @Test
    void ageLosesHalfWhenTheObjectiveIsMissedAndAllWhenTwice() {
        assertPoints("age", 25);
        newest = newest(Duration.ofHours(25));
        assertPoints("age", 12);
        assertRemedy("age", "the newest set is older than the objective allows", "lifeboat backup");
        newest = newest(Duration.ofHours(49));
        assertPoints("age", 0);
        newest = null;
        assertRemedy("age", "there is no whole set", "lifeboat backup");
    }

    @Test
    void verifiedLosesHalfWhenItIsTooLongAgo() {
        verifiedAt = NOW.minus(Duration.ofDays(9));
        assertPoints("verified", 7);
        assertRemedy("verified", "that is too long ago: it should be after 2026-11-14 12:00 UTC", "lifeboat verify");
        verifiedAt = null;
        assertPoints("verified", 0);
        assertRemedy("verified", "no set was ever read again", "lifeboat verify");
    }

    @Test
    void provenLosesHalfWhenItIsTooLongAgo() {
        provenAt = NOW.minus(Duration.ofDays(36));
        assertPoints("proven", 10);
        provenAt = null;
        assertPoints("proven", 0);
        assertRemedy("proven", "no drill ever restored a set", "lifeboat drill");
    }

    @Test
    void copiesLoseWhereAStoreLacksTheSetOrThereIsOneAlone() {
        copies = copies(List.of("primary", "a"), List.of("b"), List.of());
        assertPoints("copies", 10);
        assertRemedy("copies", "store b lacks it", "lifeboat copy --missing --to b");
        copies = copies(List.of("primary", "a"), List.of(), List.of("b"));
        assertPoints("copies", 10);
        assertRemedy("copies", "store b does not answer", "lifeboat doctor");
        copies = copies(List.of("primary"), List.of("a"), List.of());
        assertPoints("copies", 5);
        copies = copies(List.of("primary"), List.of(), List.of());
        assertPoints("copies", 5);
        assertRemedy("copies", "one place is none", "store.copies");
        copies =
                new ReadinessFacts.Copies("daily/2026-11-22", List.of("primary", "nas"), 1, List.of(), List.of(), null);
        assertPoints("copies", 5);
        assertRemedy("copies", "primary, nas are in one place", "another machine");
        copies = null;
        assertPoints("copies", 0);
    }

    @Test
    void keysLoseWhenTheyEndCannotBeUsedOrAreOneAlone() {
        ending = List.of("key 2026.pub.asc expires in 12 days");
        assertPoints("keys", 5);
        assertRemedy("keys", "expires in 12 days", "lifeboat keys rotate");
        recipients = 1;
        assertPoints("keys", 2);
        ending = List.of();
        assertPoints("keys", 7);
        assertRemedy("keys", "one key alone", "keys.recipients");
        unusable = List.of("key 2026.pub.asc cannot be used");
        assertPoints("keys", 0);
    }

    @Test
    void peopleLoseWhereNobodyIsNamedToldOrPractised() {
        idle = List.of("ada (admin) has decided in no drill since 2026-08-24");
        assertPoints("people", 2);
        assertRemedy("people", "ada (admin)", "sign off the next drill");
        idle = null;
        assertPoints("people", 2);
        idle = List.of();
        told = false;
        assertPoints("people", 2);
        assertRemedy("people", "no notice leaves", "lifeboat notify test");
        contacts = 0;
        assertPoints("people", 0);
        told = true;
        assertPoints("people", 2);
        assertRemedy("people", "names nobody", "people.contacts");
    }

    @Test
    void drillsLoseWhenNoneRunsByItselfOrTheLastWasBadOrLate() {
        scheduled = false;
        assertPoints("drills", 6);
        assertRemedy("drills", "no drill runs by itself", "lifeboat schedules apply");
        scheduled = true;
        drill = new ReadinessFacts.LastDrill("drill/shop/weekly", true, List.of("phase auth took 31 min"));
        assertPoints("drills", 7);
        assertRemedy("drills", "phase auth took 31 min", "lifeboat report show drill/shop/weekly");
        drill = new ReadinessFacts.LastDrill("drill/shop/weekly", false, List.of());
        assertPoints("drills", 4);
        drill = null;
        assertPoints("drills", 4);
        assertRemedy("drills", "how long a recovery takes is not known", "lifeboat drill");
    }

    @Test
    void doesNotSayThatThereWasNeverADrillWhereNobodyCanTell() {
        copies = new ReadinessFacts.Copies(
                "daily/2026-11-22", List.of("a", "b"), 2, List.of("primary"), List.of(), "primary");
        unread = List.of("primary");
        verifiedAt = null;
        provenAt = null;
        drill = null;
        for (String name : List.of("verified", "proven", "drills")) {
            assertThat(reason(readiness(), name).found()).startsWith("nobody knows");
            assertRemedy(name, "marks and reports of primary cannot be read", "lifeboat doctor");
        }
        assertRemedy("copies", "store primary has lost its sets", "lifeboat-store.json");
        assertRemedy("copies", "store primary has lost its sets", "lifeboat copy --missing --to primary");
        assertThat(reason(readiness(), "copies").missing()).hasSize(1);
    }

    private void assertPoints(String name, int points) {
        Readiness ready = readiness();
        assertThat(reason(ready, name).points()).isEqualTo(points);
        assertThat(ready.score())
                .isEqualTo(ready.reasons().stream().mapToInt(Reason::points).sum());
    }

    private void assertRemedy(String name, String what, String command) {
        assertThat(reason(readiness(), name).missing()).anySatisfy(remedy -> {
            assertThat(remedy.what()).contains(what);
            assertThat(remedy.command()).contains(command);
        });
    }

    private static Reason reason(Readiness ready, String name) {
        return ready.reasons().stream()
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Readiness readiness() {
        return Readiness.of(new ReadinessFacts(
                NOW,
                new RpoNow(DAY, newest, newest),
                verifiedAt,
                NOW.minus(Duration.ofDays(8)),
                provenAt,
                NOW.minus(Duration.ofDays(35)),
                copies,
                recipients,
                unusable,
                ending,
                contacts,
                told,
                idle,
                scheduled,
                drill,
                unread));
    }

    private static RpoNow.Newest newest(Duration age) {
        return new RpoNow.Newest("daily/2026-11-22", NOW.minus(age), age, age.compareTo(DAY) <= 0);
    }

    private static ReadinessFacts.Copies copies(List<String> good, List<String> missing, List<String> silent) {
        return new ReadinessFacts.Copies("daily/2026-11-22", good, good.size(), missing, silent, null);
    }
}
