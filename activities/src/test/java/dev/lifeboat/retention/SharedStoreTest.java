package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runbooks in the same stores: each cleans up its own sets. */
class SharedStoreTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private String old;

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary", "copy");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, run -> false);
        old = stores.oldBesideTwoVerified("primary");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAlarmOfTheOtherStopsNothingHere(boolean ownKeys) {
        TestStores other = stores.neighbour("crm", folder, ownKeys);
        other.mark("primary", other.daily("primary", 5), MarkKind.ALARMED, "rows fell by 80 %");
        SetUse.note(stores.store("primary"), "daily/gone", "restore/x", stores.clock.instant());
        stores.clock.pass(SetUse.VALID.plusSeconds(1));

        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "1"));
        assertThat(cleaned.leftovers()).as("notes of readers").isEqualTo(1);
        assertThat(stores.in("primary", old)).isEmpty();
        // A copy's clean-up asks for the primary store's alarms.
        stores.mark("copy", stores.daily("copy", 1), MarkKind.VERIFIED, "a");
        Cleanings.whole(activities, stores.task("copy", "2"));
        assertThatThrownBy(() -> Cleanings.whole(activities, other.task("primary", "3")))
                .hasMessageContaining("rows fell by 80 %");
    }

    /** Whether a stranger's pin holds, the clean-up's own clock says. */
    @Test
    void aPinByTheOthersKeyHoldsByTheCleanUpsClock() {
        stores.clock.set(Instant.parse("2126-11-22T10:00:00Z"));
        var here = stores.vault("primary");
        new Marks(stores.neighbour("crm", folder, true).vault("primary"))
                .add(new Mark(
                        MarkKind.PINNED,
                        old,
                        new SetReader(here).authenticate(old).manifestSha256(),
                        "pin/1",
                        stores.clock.instant().minusSeconds(1),
                        "lawsuit"));
        assertThat(Cleanings.whole(activities, stores.task("primary", "1")).deleted())
                .isZero();
        assertThat(stores.in("primary", old)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSetOfTheOtherIsLeftAloneAndKeepsNothingOfOurs(boolean ownKeys) {
        TestStores other = stores.neighbour("crm", folder, ownKeys);
        String theirs = other.daily("primary", 60);
        // Whoever verifies a neighbour's set says so in its own name.
        other.mark("primary", theirs, MarkKind.VERIFIED, "well");
        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "1"));

        assertThat(cleaned.warnings()).isEmpty();
        assertThat(stores.in("primary", old)).isEmpty();
        assertThat(stores.in("primary", theirs)).hasSize(5);
        CleanUpReport report = CleanUpReport.read(stores.runbook, "primary", cleaned.report(), stores.secrets);
        assertThat(report.kept())
                .filteredOn(set -> set.set().equals(theirs))
                .singleElement()
                .satisfies(set -> assertThat(set.reasons()).containsExactly("belongs to runbook crm"));
    }

    /** Which has one signing key with us, and another name for the store. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRemovalOfTheOtherThatDidNotComeToItsEndIsItsOwnMatter(boolean decided) {
        TestStores other = stores.neighbour("crm", folder, "theirs");
        RetentionActivities others = new RetentionActivitiesImpl(other.secrets, other.clock, run -> false);
        other.mark("theirs", other.daily("theirs", 1), MarkKind.VERIFIED, "a");
        other.mark("theirs", other.daily("theirs", 2), MarkKind.VERIFIED, "b");
        String theirs = other.daily("theirs", 60);
        CleanUpTask task = other.task("theirs", "1");
        PlannedCleanUp plan = others.plan(task);
        String fails =
                decided ? theirs + "/" + TestStores.PART : SetObjects.RECORDS + theirs + "/" + SetObjects.REMOVAL;
        stores.wrap(
                "primary",
                store -> new Interfering(store, fails, () -> {
                    throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no power");
                }));
        assertThatThrownBy(() -> others.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);
        List<String> left = stores.in("primary", theirs);
        assertThat(left).doesNotContain(SetObjects.manifestOf(theirs));

        stores.clock.pass(Duration.ofDays(1).plusSeconds(1));
        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "1"));
        assertThat(cleaned.warnings()).isEmpty();
        assertThat(cleaned.deleted()).isEqualTo(1);
        assertThat(stores.in("primary", theirs)).isEqualTo(left);

        Cleanings.whole(others, other.task("theirs", "2"));
        assertThat(stores.in("primary", theirs)).isEmpty();
    }

    @Test
    void whatASetOfTheOtherSaysThatItNeedsStays() {
        stores.neighbour("crm", folder, true).daily("primary", 5, old);
        Cleanings.whole(activities, stores.task("primary", "1"));
        assertThat(stores.in("primary", old)).hasSize(5);
    }

    /** Whoever may delete replaces a set of ours by one that calls itself another runbook's. */
    @ParameterizedTest
    @ValueSource(strings = {"claim", "mark"})
    void aSetOfOursThatWasReplacedByOneOfTheOtherStopsDeleting(String left) {
        String ours = stores.daily("primary", 3);
        if (left.equals("mark")) {
            stores.mark("primary", ours, MarkKind.VERIFIED, "well");
        }
        byte[] claim = SetObjects.readSmall(stores.store("primary"), ours + "/" + SetObjects.CLAIM);
        stores.in("primary", ours).forEach(stores.store("primary")::delete);
        assertThat(stores.neighbour("crm", folder, true).daily("primary", 3)).isEqualTo(ours);
        if (left.equals("claim")) {
            stores.store("primary").delete(ours + "/" + SetObjects.CLAIM);
            SetObjects.write(stores.store("primary"), ours + "/" + SetObjects.CLAIM, claim);
        }
        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "1"));

        assertThat(cleaned.deleted()).isZero();
        assertThat(cleaned.warnings()).anyMatch(warning -> warning.startsWith(ours + " does not authenticate"));
        assertThat(stores.in("primary", old)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary", "copy"})
    void anAlarmBesideASetThatIsNotToBeBelievedStopsAndSaysWhy(String cleaned) {
        String alarmed = stores.daily("primary", 0);
        stores.mark("primary", alarmed, MarkKind.ALARMED, "rows fell by 80 %");
        stores.daily("copy", 1);
        stores.store("primary").delete(alarmed + "/" + SetObjects.SIGNATURE);
        SetObjects.write(
                stores.store("primary"),
                alarmed + "/" + SetObjects.SIGNATURE,
                "no signature".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> activities.plan(stores.task(cleaned, "1")))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETENTION_STOPPED))
                .hasMessageContaining(alarmed + ": alarmed, and the set is not to be believed");
    }
}
