package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write into a store, and has a signed word at hand that a set goes: another store's, or one that names none. */
class PlantedWordsTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private String old;
    private String manifest;

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary", "copy");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, run -> false);
        old = stores.oldBesideTwoVerified("primary");
        manifest = new SetReader(stores.vault("primary")).authenticate(old).manifestSha256();
    }

    @Test
    void whatWasCalledOffInTheCopyAndRemovedThereLaterRemovesNothingElsewhere() {
        stores.copyTo("primary", stores.store("copy"));
        meanwhile("copy", () -> SetUse.note(stores.store("copy"), old, "restore/x", stores.clock.instant()));
        Cleanings.whole(activities, stores.task("copy", "1"));
        stores.wrap("copy", store -> store);
        stores.clock.pass(SetUse.VALID.plusSeconds(1));
        assertThat(Cleanings.whole(activities, stores.task("copy", "2")).deleted())
                .isEqualTo(1);
        assertThat(stores.in("copy", old)).isEmpty();
        String second = Removals.record(old, manifest, 2);
        stores.in("copy", "records/" + old).stream()
                .filter(name -> name.startsWith(second))
                .forEach(name -> SetObjects.write(
                        stores.store("primary"), name, SetObjects.readSmall(stores.store("copy"), name)));
        assertThat(stores.store("primary").exists(second)).isTrue();

        assertAPinHoldsThatComesLate();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "copy")
    void aWordUnderTheNextNumberHindersNobodyFromPuttingTheSetBack(@Nullable String store) {
        plant(2, store);
        assertAPinHoldsThatComesLate();
    }

    @Test
    void norDoesWhatNobodySigned() {
        SetObjects.write(stores.store("primary"), Removals.record(old, manifest, 2), new byte[] {'{', '}'});
        assertAPinHoldsThatComesLate();
    }

    @Test
    void aWordThatIsThereAlreadyDoesNotHinderTheNextRemoval() {
        plant(1, "copy");
        assertThat(Cleanings.whole(activities, stores.task("primary", "1")).deleted())
                .isEqualTo(1);
        assertThat(stores.in("primary", old)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "copy")
    void aWordThatComesBeforeOursIsNotFollowed(@Nullable String store) {
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        meanwhile("primary", () -> {
            plant(1, store);
            pin();
        });
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SET_CORRUPT))
                .hasMessageContainingAll(Removals.record(old, manifest, 1), "and lies in primary", "remove the object");
        assertThat(stores.in("primary", old)).contains(old + "/" + TestStores.PART);

        // As the message says: then it is put back.
        stores.wrap("primary", other -> other);
        stores.store("primary").delete(Removals.record(old, manifest, 1));
        stores.clock.pass(Duration.ofDays(1).plusSeconds(1));
        Cleanings.whole(activities, stores.task("primary", "2"));
        assertWhole();
    }

    /** A removal that has begun has the word alone to say so: what is left of it never becomes a set again. */
    @Test
    void aRemovalThatHasBegunIsNotTakenForOneThatWasNotDecided() {
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.wrap(
                "primary",
                store -> new Interfering(store, old + "/" + SetObjects.SIGNATURE, () -> {
                    throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no power");
                }));
        assertThatThrownBy(() -> activities.delete(task, plan, 0, 1)).hasMessageContaining("power");
        stores.wrap("primary", store -> store);
        stores.clock.pass(Duration.ofDays(1).plusSeconds(1));
        String word = Removals.record(old, manifest, 1);
        removeWithSignatures(word);
        plant(1, "formerly");
        assertThatThrownBy(() -> activities.plan(stores.task("primary", "2")))
                .hasMessageContainingAll("speaks of store formerly", "Give the store that name again", "is missing")
                .hasMessageNotContaining("remove the object");

        // Whoever removes it all the same.
        removeWithSignatures(word);
        List<String> left = stores.in("primary", old);
        assertThat(left).isNotEmpty().doesNotContain(old + "/" + TestStores.PART);
        for (String run : List.of("3", "4")) {
            assertThat(Cleanings.whole(activities, stores.task("primary", run)).warnings())
                    .anyMatch(warning -> warning.startsWith(old + " has lost its manifest")
                            && warning.contains("cannot be put back")
                            && warning.contains(TestStores.PART + " is missing"));
            assertThat(stores.in("primary", old)).isEqualTo(left);
        }
    }

    private void removeWithSignatures(String record) {
        stores.in("primary", "records/" + old).stream()
                .filter(name -> name.startsWith(record))
                .forEach(stores.store("primary")::delete);
    }

    private void assertAPinHoldsThatComesLate() {
        CleanUpTask task = stores.task("primary", "3");
        PlannedCleanUp plan = activities.plan(task);
        meanwhile("primary", this::pin);
        List<String> notes = new ArrayList<>(activities.delete(task, plan, 0, 1).notes());
        assertThat(notes).singleElement().asString().contains("pinned meanwhile");
        stores.wrap("primary", store -> store);
        assertWhole();

        stores.clock.pass(Duration.ofDays(2));
        assertThat(Cleanings.whole(activities, stores.task("primary", "4")).deleted())
                .isZero();
        assertWhole();
    }

    /** When the manifest goes. */
    private void meanwhile(String where, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        stores.wrap(
                where,
                store -> new Interfering(store, old + "/" + SetObjects.MANIFEST, () -> {
                    if (!done.getAndSet(true)) {
                        what.run();
                    }
                }));
    }

    private void pin() {
        new Pins(stores.runbook, stores.secrets)
                .mark(MarkKind.PINNED, old, "lawsuit", "sam", "pin/1", stores.clock.instant());
    }

    /** A trusted key has signed it: for another store, or when words named none. */
    private void plant(int number, @Nullable String store) {
        new SignedRecords(stores.vault("primary"))
                .write(
                        Removals.record(old, manifest, number),
                        new Removal(
                                old, manifest, number, true, "run", stores.clock.instant(), "nothing keeps it", store));
    }

    private void assertWhole() {
        SetReader reader = new SetReader(stores.vault("primary"));
        reader.strangers(reader.authenticate(old).manifest());
        assertThat(stores.in("primary", old)).contains(old + "/" + TestStores.PART, old + "/claim.json");
        assertThat(new Marks(stores.vault("primary")).deleted(old)).isEmpty();
    }
}
