package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.NoDeleting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clean-up of stores in memory: what goes, what stays, and what remains of what is gone. */
class CleaningTest {
    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private final List<String> running = new ArrayList<>();

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary", "copy");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, running::contains);
        stores.mark("primary", stores.daily("primary", 1), MarkKind.VERIFIED, "a");
        stores.mark("primary", stores.daily("primary", 2), MarkKind.VERIFIED, "b");
    }

    @Test
    void removesASetWholeAndLeavesATombstone() {
        String old = stores.daily("primary", 40);
        CleanedStore cleaned = clean("primary");

        assertThat(cleaned.deleted()).isEqualTo(1);
        assertThat(cleaned.kept()).isEqualTo(2);
        assertThat(cleaned.bytes()).isPositive();
        assertThat(stores.in("primary", old)).isEmpty();
        assertThat(new Marks(stores.vault("primary")).deleted(old))
                .singleElement()
                .satisfies(mark -> {
                    Tombstone tombstone = Tombstone.parse(mark.detail());
                    assertThat(tombstone.reason()).contains("mode daily kept it until");
                    assertThat(tombstone.storedBytes()).isEqualTo(cleaned.bytes());
                });
    }

    @Test
    void writesASignedPlanAndASignedReportWithEverySetAndItsReasons() {
        String old = stores.daily("primary", 40);
        CleanUpReport report =
                CleanUpReport.read(stores.runbook, "primary", clean("primary").report(), stores.secrets);

        assertThat(report.deleted()).extracting(SetDecision::set).containsExactly(old);
        assertThat(report.kept()).hasSize(2).allMatch(set -> !set.reasons().isEmpty());
        assertThat(stores.store("primary").list(""))
                .extracting(StoredObject::name)
                .anyMatch(name -> name.startsWith(report.plan() + ".") && name.endsWith(".asc"));
        assertThat(audited()).contains("backup_deleted", old, "backups_cleaned_up", "sam@laptop");
    }

    @Test
    void cleansOneStoreByItself() {
        String old = stores.daily("primary", 40);
        stores.daily("copy", 40);
        stores.daily("copy", 1);
        stores.daily("copy", 2);
        clean("copy");

        assertThat(stores.in("copy", old)).isEmpty();
        assertThat(stores.in("primary", old)).isNotEmpty();
        assertThat(audited()).as("the log is the primary's").contains(old);
    }

    /** Its disk is not mounted: nothing that holds a set of the copy can be seen. */
    @ParameterizedTest
    @ValueSource(strings = {"primary", "copy"})
    void nothingIsCleanedWhileThePrimaryHasLostItsSets(String cleaned) {
        String old = stores.daily("copy", 40);
        stores.daily("copy", 1);
        stores.daily("copy", 2);
        stores.replace("primary", new MemoryStore(stores.clock));
        assertThatThrownBy(() -> clean(cleaned)).hasMessageContaining("is the disk not mounted?");
        assertThat(stores.store("primary").list("")).isEmpty();

        // As the message says.
        SetObjects.write(stores.store("primary"), "lifeboat-store.json", new byte[0]);
        clean("copy");
        assertThat(stores.in("copy", old)).isEmpty();
    }

    @Test
    void aPinBetweenPlanAndDeletionCounts() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        new Pins(stores.runbook, stores.secrets)
                .mark(MarkKind.PINNED, old, "lawsuit", "sam", "pin/1", stores.clock.instant());
        RemovedBatch batch = activities.delete(task, plan, 0, 1);

        assertThat(batch.notes()).singleElement().asString().startsWith(old + ": it stays meanwhile: pinned: lawsuit");
        CleanedStore cleaned = activities.report(task, plan, batch.notes());
        assertThat(cleaned.deleted()).isZero();
        assertThat(cleaned.warnings()).containsAll(batch.notes());
        assertWhole(old);
    }

    @Test
    void aDamagedCopyKeepsNoPinOffThePrimaryStore() {
        String old = stores.daily("primary", 40);
        stores.daily("copy", 40);
        stores.store("copy").delete(old + "/" + SetObjects.SIGNATURE);
        Pins.Marked marked = pin(old);

        assertThat(marked.stores()).containsExactly("primary");
        assertThat(marked.failures()).containsOnlyKeys("copy");
        assertThat(clean("primary").deleted()).isZero();
        assertWhole(old);
    }

    @Test
    void aPinThatReachesNoStoreIsAnError() {
        String old = stores.daily("primary", 40);
        stores.store("primary").delete(old + "/" + SetObjects.SIGNATURE);
        assertThatThrownBy(() -> pin(old)).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.SIGNATURE_INVALID));
    }

    private Pins.Marked pin(String set) {
        return new Pins(stores.runbook, stores.secrets)
                .mark(MarkKind.PINNED, set, "lawsuit", "sam", "pin/1", stores.clock.instant());
    }

    @Test
    void aPinInThePrimaryStoreHoldsTheCopyToo() {
        String old = stores.daily("primary", 40);
        stores.daily("copy", 40);
        stores.daily("copy", 1);
        stores.daily("copy", 2);
        stores.mark("primary", old, MarkKind.PINNED, "lawsuit");
        assertThat(clean("copy").deleted()).isZero();
    }

    @Test
    void aReaderBetweenPlanAndDeletionCounts() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        SetUse.note(stores.store("primary"), old, "restore/bookings/new", stores.clock.instant());

        assertThat(activities.delete(task, plan, 0, 1).notes())
                .singleElement()
                .asString()
                .contains("in use: read by restore_bookings_new");
        assertWhole(old);
    }

    @Test
    void aReaderThatOpensTheSetAtThatVeryMomentGetsItBack() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.wrap(
                "primary",
                store -> new Interfering(
                        store,
                        old + "/" + SetObjects.MANIFEST,
                        () -> SetUse.note(
                                stores.store("primary"), old, "restore/bookings/new", stores.clock.instant())));

        assertThat(activities.delete(task, plan, 0, 1).notes())
                .singleElement()
                .asString()
                .contains("in use meanwhile");
        assertWhole(old);
    }

    /** A batch may take hours: what was good enough to let older sets go may not be any more. */
    @Test
    void aSetThatTakesThePlaceOfOneThatFailsMeanwhileStays() {
        stores.mark("primary", stores.daily("primary", 3), MarkKind.VERIFIED, "c");
        String old = stores.daily("primary", 40);
        String older = stores.daily("primary", 41);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        assertThat(plan.deletions()).isEqualTo(2);
        List<String> good = stores.in("primary", "daily").stream()
                .filter(name ->
                        name.endsWith("/" + SetObjects.MANIFEST) && !name.startsWith(old) && !name.startsWith(older))
                .map(name -> name.substring(0, name.length() - SetObjects.MANIFEST.length() - 1))
                .toList();
        stores.wrap(
                "primary",
                store -> new Interfering(store, old + "/" + SetObjects.SIGNATURE, () -> {
                    stores.clock.pass(Duration.ofMinutes(5));
                    good.forEach(set -> stores.mark("primary", set, MarkKind.FAILED, "objects are damaged"));
                }));

        assertThat(activities.delete(task, plan, 0, 2).notes())
                .singleElement()
                .asString()
                .startsWith(older + ": it stays meanwhile: ")
                .contains("stands in for a verified set");
        assertThat(stores.in("primary", old)).isEmpty();
        assertWhole(older);
    }

    @Test
    void aSetThatRefersToItMeanwhileKeepsIt() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        String younger = stores.daily("primary", 0, old);

        assertThat(activities.delete(task, plan, 0, 1).notes())
                .containsExactly(old + ": it stays meanwhile: needed by " + younger);
        assertWhole(old);
    }

    @Test
    void anAlarmStopsEverythingAlsoBetweenPlanAndDeletion() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.mark("primary", stores.daily("primary", 0), MarkKind.ALARMED, "rows fell by 80 %");

        assertFails(() -> activities.delete(task, plan, 0, 1), ErrorCode.RETENTION_STOPPED, "rows fell by 80 %");
        assertFails(() -> activities.sweep(task, plan), ErrorCode.RETENTION_STOPPED, "rows fell");
        assertFails(() -> activities.plan(stores.task("primary", "2")), ErrorCode.RETENTION_STOPPED, "rows fell");
        assertWhole(old);
        stores.daily("copy", 1);
        assertFails(() -> activities.plan(stores.task("copy", "2")), ErrorCode.RETENTION_STOPPED, "rows fell");
    }

    @Test
    void aLockedSetStaysAndSaysUntilWhen() {
        stores.replace("primary", new MemoryStore(stores.clock, Period.ofDays(50)));
        stores.mark("primary", stores.daily("primary", 1), MarkKind.VERIFIED, "a");
        stores.daily("primary", 2);
        String old = stores.daily("primary", 40);
        String older = stores.daily("primary", 60);
        CleanUpReport report =
                CleanUpReport.read(stores.runbook, "primary", clean("primary").report(), stores.secrets);

        assertThat(report.deleted()).extracting(SetDecision::set).containsExactly(older);
        assertThat(report.kept())
                .filteredOn(set -> set.set().equals(old))
                .singleElement()
                .satisfies(set ->
                        assertThat(set.reasons()).anyMatch(reason -> reason.startsWith("locked until 2026-12-02")));
    }

    @Test
    void credentialsThatMayNotDeleteAreToldWhatToDo() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.wrap("primary", NoDeleting::new);

        assertFails(() -> activities.delete(task, plan, 0, 1), ErrorCode.STORE_REFUSED, "credentials of store primary");
        assertWhole(old);
        stores.wrap("primary", store -> store);
        assertThat(activities.delete(task, plan, 0, 1).notes()).isEmpty();
        assertThat(stores.in("primary", old)).isEmpty();
    }

    @Test
    void nothingIsDeletedThatCannotBeWrittenDown() {
        stores.daily("primary", 40);
        String old = stores.daily("copy", 40);
        stores.daily("copy", 1);
        stores.daily("copy", 2);
        CleanUpTask task = stores.task("copy", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.wrap(
                "primary",
                store -> new Interfering(store, "audit/", () -> {
                    throw new LifeboatException(ErrorCode.STORE_FULL, "no space left");
                }));

        assertFails(() -> activities.delete(task, plan, 0, 1), ErrorCode.STORE_FULL, "no space left");
        stores.wrap("primary", store -> store);
        assertThat(stores.in("copy", old)).contains(old + "/manifest.json");
        assertThat(new Marks(stores.vault("copy")).deleted("")).isEmpty();
    }

    @Test
    void aSetWhoseManifestSomebodyElseTookIsNotSignedForAsDeleted() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        stores.store("primary").delete(old + "/manifest.json");
        RemovedBatch batch = activities.delete(task, plan, 0, 1);
        CleanedStore cleaned = activities.report(task, plan, batch.notes());
        CleanUpReport report = CleanUpReport.read(stores.runbook, "primary", cleaned.report(), stores.secrets);

        assertThat(report.deleted()).isEmpty();
        assertThat(report.bytes()).isZero();
        assertThat(report.notes()).singleElement().asString().contains("not by this clean-up");
        assertThat(audited()).containsPattern("\"deleted\"\\s*:\\s*\"0\"").doesNotContain("backup_deleted");
    }

    @Test
    void aSetThatDoesNotAuthenticateIsReportedAndNothingGoes() {
        String old = stores.daily("primary", 40);
        String forged = stores.daily("primary", 41);
        overwrite(forged + "/manifest.json.asc", "no signature");
        CleanedStore cleaned = clean("primary");

        assertThat(cleaned.deleted()).isZero();
        assertThat(cleaned.warnings()).anyMatch(warning -> warning.startsWith(forged + " does not authenticate"));
        assertWhole(old);
        assertThat(stores.in("primary", forged)).isNotEmpty();
    }

    @Test
    void aClockThatDiffersFromTheStoresDeletesNothing() {
        stores.daily("primary", 40);
        TestClock ahead = new TestClock(TestStores.NOW.plus(Duration.ofDays(2)));
        RetentionActivities wrong = new RetentionActivitiesImpl(stores.secrets, ahead, run -> false);

        assertFails(() -> wrong.plan(stores.task("primary", "1")), ErrorCode.RETENTION_STOPPED, "clock");
    }

    @Test
    void aWorkerWhoseClockIsWrongDoesNotGoOnWithThePlanOfAnother() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        SetUse.note(stores.store("primary"), old, "restore/bookings/new", stores.clock.instant());
        TestClock ahead = new TestClock(TestStores.NOW.plus(Duration.ofDays(4)));
        RetentionActivities wrong = new RetentionActivitiesImpl(stores.secrets, ahead, run -> false);

        assertFails(() -> wrong.delete(task, plan, 0, 1), ErrorCode.RETENTION_STOPPED, "clock");
        assertFails(() -> wrong.sweep(task, plan), ErrorCode.RETENTION_STOPPED, "clock");
        assertWhole(old);
        assertThat(stores.in("primary", "uses/clean-up")).isEmpty();
    }

    @Test
    void aPlanThatWasExchangedIsNotFollowed() {
        String old = stores.daily("primary", 40);
        CleanUpTask task = stores.task("primary", "1");
        PlannedCleanUp plan = activities.plan(task);
        PlannedCleanUp other = new PlannedCleanUp("primary", plan.object(), "0a".repeat(32), 3, 1, 1, 0, 0, List.of());

        assertFails(() -> activities.delete(task, other, 0, 1), ErrorCode.SET_CORRUPT, "is not the plan");
        assertWhole(old);
    }

    private CleanedStore clean(String store) {
        return Cleanings.whole(activities, stores.task(store, "clean"));
    }

    private void assertWhole(String set) {
        new SetReader(stores.vault("primary"))
                .strangers(
                        new SetReader(stores.vault("primary")).authenticate(set).manifest());
        assertThat(stores.in("primary", set)).contains(set + "/" + TestStores.PART, set + "/claim.json");
    }

    private void overwrite(String name, String text) {
        stores.store("primary").delete(name);
        SetObjects.write(stores.store("primary"), name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String audited() {
        StringBuilder text = new StringBuilder();
        stores.in("primary", "audit")
                .forEach(name -> text.append(
                        new String(SetObjects.readSmall(stores.store("primary"), name), StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
