package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.sweep.NoDeleting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removals that somebody stops when they have begun: the set stays whole, and nothing says any more that it was removed. */
class CallingOffTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private String old;
    private CleanUpTask task;
    private PlannedCleanUp plan;

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, run -> false);
        old = stores.oldBesideTwoVerified("primary");
        task = stores.task("primary", "1");
        plan = activities.plan(task);
    }

    @Test
    void aSetThatIsPutBackIsCalledDeletedNoMore() {
        meanwhile(manifest(), this::read);
        assertThat(note()).contains("in use meanwhile");

        assertKept();
        assertThat(audited()).contains("backup_deleted", "backup_kept", "in use meanwhile");
        // Nobody reads it any more: then it goes, and that is said.
        stores.clock.pass(SetUse.VALID.plusSeconds(1));
        Cleanings.whole(activities, stores.task("primary", "2"));
        assertGone();
    }

    @Test
    void theSameRunMayRemoveASetLaterThatItKept() {
        meanwhile(manifest(), this::read);
        assertThat(note()).contains("in use meanwhile");
        stores.clock.pass(SetUse.VALID.plusSeconds(1));
        assertThat(activities.delete(task, plan, 0, 1).notes()).isEmpty();
        assertGone();
    }

    @Test
    void aSetThatTheStoreDoesNotLetGoIsCalledDeletedNoMore() {
        stores.wrap("primary", NoDeleting::new);
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("credentials of store");
        assertKept();

        stores.wrap("primary", store -> store);
        assertThat(activities.delete(task, plan, 0, 1).notes()).isEmpty();
        assertGone();
    }

    @Test
    void aRunThatEndedBehindItsTombstoneIsTakenAtItsWordNoLonger() {
        fails(manifest());
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        assertThat(new Marks(stores.vault("primary")).deleted(old)).hasSize(1);
        new Pins(stores.runbook, stores.secrets)
                .mark(MarkKind.PINNED, old, "lawsuit", "sam", "pin/1", stores.clock.instant());
        stores.clock.pass(Duration.ofDays(1).plusSeconds(1));
        Cleanings.whole(activities, stores.task("primary", "2"));
        assertKept();
    }

    @Test
    void aWorkerThatDiesBeforeItPutsTheManifestBackLosesNothing() {
        meanwhileAndThenFails(this::read, "records/" + old + "/removal-");
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        assertThat(stores.store("primary").exists(manifest())).isFalse();

        stores.wrap("primary", store -> store);
        assertThat(note()).contains("in use meanwhile");
        assertKept();
    }

    @Test
    void aWorkerThatDiesBehindItsWordPutsTheManifestBackAllTheSame() {
        AtomicBoolean removed = new AtomicBoolean();
        stores.wrap(
                "primary",
                store -> new Interfering(store, manifest(), () -> {
                    if (removed.getAndSet(true)) {
                        throw powerless();
                    }
                    read();
                }));
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        // What the word was said for need not hold any more.
        stores.wrap("primary", store -> store);
        stores.clock.pass(SetUse.VALID.plusSeconds(1));
        assertThat(note()).contains("in use meanwhile");
        assertKept();
    }

    @Test
    void theNextRunPutsBackWhatAnotherOneDidNotComeToDecide() {
        meanwhileAndThenFails(this::pin, "records/" + old + "/removal-");
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);

        Cleanings.whole(activities, stores.task("primary", "2"));
        assertThat(stores.store("primary").exists(manifest()))
                .as("within a day the first one may still run")
                .isFalse();
        stores.clock.pass(Duration.ofDays(1).plusSeconds(1));
        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "3"));
        assertThat(cleaned.deleted()).isZero();
        assertKept();
    }

    /** A tombstone comes first: between it and the manifest, somebody else may take that. */
    @Test
    void theRunThatHadNotBegunRemovesNothingOfASetWhoseManifestSomebodyElseTook() {
        fails(old + "/work/");
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);
        stores.store("primary").delete(manifest());

        assertThat(note()).contains("not by this clean-up");
        assertStolen();
    }

    @Test
    void theNextRunSweepsNothingOfASetWhoseManifestSomebodyElseTook() {
        fails(old + "/work/");
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);
        stores.store("primary").delete(manifest());

        stores.clock.pass(Duration.ofDays(2));
        CleanedStore cleaned = Cleanings.whole(activities, stores.task("primary", "2"));
        assertThat(cleaned.warnings()).anyMatch(warning -> warning.startsWith(old + " has lost its manifest, and no"));
        assertThat(cleaned.leftovers()).isZero();
        assertStolen();
    }

    @Test
    void aRemovalThatWasCalledOffOnceIsNoReasonToTakeTheNextOneForBegun() {
        meanwhile(manifest(), this::read);
        assertThat(note()).contains("in use meanwhile");
        stores.clock.pass(SetUse.VALID.plusSeconds(1));
        fails(old + "/work/");
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);
        stores.store("primary").delete(manifest());

        assertThat(note()).contains("not by this clean-up");
        stores.clock.pass(Duration.ofDays(2));
        Cleanings.whole(activities, stores.task("primary", "2"));
        assertStolen();
    }

    /** A worker that was given up goes on while another one tries again: what one has begun to remove no other one puts back. */
    @Test
    void ofTwoAttemptsOneWordCounts() {
        meanwhile(old + "/" + TestStores.PART, () -> {
            read();
            assertThat(activities.delete(task, plan, 0, 1).notes()).isEmpty();
        });
        assertThat(activities.delete(task, plan, 0, 1).notes()).isEmpty();
        assertGone();
    }

    @Test
    void whatOneHasPutBackNoOtherOneRemoves() {
        meanwhile("records/" + old + "/removal-", () -> {
            read();
            assertThat(note()).contains("in use meanwhile");
        });
        assertThat(note()).contains("in use meanwhile");
        assertKept();
    }

    @Test
    void aPinAtThatVeryMomentCounts() {
        meanwhile(manifest(), this::pin);
        assertThat(note()).contains("pinned meanwhile: lawsuit");
        assertKept();
    }

    @Test
    void aPinOnASetThatIsGoneMeanwhileIsAnError() {
        meanwhile("records/" + old + "/pinned-", () -> stores.store("primary").delete(manifest()));
        assertThatThrownBy(this::pin)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_SET))
                .hasMessageContaining("is being removed");
    }

    @Test
    void aPinCountsAfterWhatAMachineReleasedWhoseClockWasAhead() {
        Instant ahead = stores.clock.instant().plus(Duration.ofHours(2));
        Pins pins = new Pins(stores.runbook, stores.secrets);
        pins.mark(MarkKind.RELEASED, old, "settled", "sam", "pin/1", ahead);
        pin();
        assertThat(standing().pinned()).isTrue();
        pins.mark(MarkKind.RELEASED, old, "settled", "sam", "pin/3", stores.clock.instant());
        assertThat(standing().pinned()).isFalse();
    }

    @Test
    void anAlarmAtThatVeryMomentCounts() {
        meanwhile(manifest(), this::alarm);
        assertThat(note()).contains("the clean-up is stopped", "rows fell");
        assertKept();
    }

    @Test
    void anAlarmDuringABatchStopsTheBatch() {
        String older = stores.daily("primary", 60);
        CleanUpTask both = stores.task("primary", "2");
        PlannedCleanUp two = activities.plan(both);
        assertThat(two.deletions()).isEqualTo(2);
        meanwhile(old + "/" + SetObjects.CLAIM, this::alarm);

        assertThatThrownBy(() -> activities.delete(both, two, 0, 2))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETENTION_STOPPED))
                .hasMessageContaining("rows fell");
        assertGone();
        assertWhole(older);
    }

    /** Somebody else does something at the moment in which an object is created or deleted for the first time. */
    private void meanwhile(String name, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        stores.wrap(
                "primary",
                store -> new Interfering(store, name, () -> {
                    if (!done.getAndSet(true)) {
                        what.run();
                    }
                }));
    }

    /** When the manifest goes; and the machine has no power any more when it wants to write or delete the other object. */
    private void meanwhileAndThenFails(Runnable what, String name) {
        stores.wrap(
                "primary",
                store -> new Interfering(
                        new Interfering(store, name, () -> {
                            throw powerless();
                        }),
                        manifest(),
                        what));
    }

    /** As if the machine lost its power at that moment. */
    private void fails(String name) {
        stores.wrap(
                "primary",
                store -> new Interfering(store, name, () -> {
                    throw powerless();
                }));
    }

    private static LifeboatException powerless() {
        return new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no power");
    }

    private void read() {
        SetUse.note(stores.store("primary"), old, "restore/bookings/new", stores.clock.instant());
    }

    private void pin() {
        new Pins(stores.runbook, stores.secrets)
                .mark(MarkKind.PINNED, old, "lawsuit", "sam", "pin/2", stores.clock.instant());
    }

    private void alarm() {
        stores.mark("primary", stores.daily("primary", 0), MarkKind.ALARMED, "rows fell by 80 %");
    }

    private String note() {
        return String.join("; ", activities.delete(task, plan, 0, 1).notes());
    }

    private String manifest() {
        return old + "/" + SetObjects.MANIFEST;
    }

    private Standing standing() {
        var vault = stores.vault("primary");
        var found = new SetReader(vault).authenticate(old);
        return Standing.of(new Marks(vault).of(old, found.manifestSha256(), found.signer()));
    }

    /** Whole, and a theft of it would show. */
    private void assertKept() {
        assertWhole(old);
        assertThat(new Marks(stores.vault("primary")).deleted(old)).isEmpty();
        assertThat(standing().deleted()).isNull();
    }

    /** All but the manifest is there, and nothing says that it was removed. */
    private void assertStolen() {
        assertThat(stores.in("primary", old)).contains(old + "/" + TestStores.PART, old + "/claim.json");
        assertThat(new Marks(stores.vault("primary")).deleted(old)).isEmpty();
    }

    private void assertWhole(String set) {
        SetReader reader = new SetReader(stores.vault("primary"));
        reader.strangers(reader.authenticate(set).manifest());
        assertThat(stores.in("primary", set)).contains(set + "/" + TestStores.PART, set + "/claim.json");
    }

    private void assertGone() {
        assertThat(stores.in("primary", old)).isEmpty();
        assertThat(new Marks(stores.vault("primary")).deleted(old))
                .singleElement()
                .extracting(Mark::set)
                .isEqualTo(old);
    }

    private String audited() {
        StringBuilder text = new StringBuilder();
        stores.in("primary", "audit")
                .forEach(name -> text.append(
                        new String(SetObjects.readSmall(stores.store("primary"), name), StandardCharsets.UTF_8)));
        return text.toString();
    }
}
