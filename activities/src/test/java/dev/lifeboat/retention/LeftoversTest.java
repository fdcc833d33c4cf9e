package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.store.LockTime;
import dev.lifeboat.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to no set goes after a day; what might belong to one does not. */
class LeftoversTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private TestStores stores;
    private RetentionActivities activities;
    private final List<String> running = new ArrayList<>();

    @BeforeEach
    void fill() {
        stores = new TestStores(folder, "primary");
        activities = new RetentionActivitiesImpl(stores.secrets, stores.clock, running::contains);
        stores.mark("primary", stores.daily("primary", 5), MarkKind.VERIFIED, "a");
        stores.mark("primary", stores.daily("primary", 6), MarkKind.VERIFIED, "b");
    }

    @Test
    void aFolderWhoseRunEndedWithoutASealGoesAfterADay() {
        String set = unsealed("backup/bookings/daily-x", DAY.plusSeconds(1));
        CleanedStore cleaned = clean();
        assertThat(stores.in("primary", set)).isEmpty();
        assertThat(cleaned.leftovers()).isEqualTo(2);
        assertThat(cleaned.leftoverBytes()).isPositive();
    }

    @Test
    void aYoungerFolderStays() {
        String set = unsealed("backup/bookings/daily-x", DAY.minusSeconds(1));
        clean();
        assertThat(stores.in("primary", set)).hasSize(2);
    }

    @Test
    void aFolderToWhichARunStillWritesStays() {
        String set = unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        write(set + "/data/y", DAY.minusSeconds(1));
        clean();
        assertThat(stores.in("primary", set)).hasSize(3);
    }

    @Test
    void aFolderWhoseRunStillGoesOnStays() {
        String set = unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        running.add("backup/bookings/daily-x");
        clean();
        assertThat(stores.in("primary", set)).hasSize(2);
    }

    @Test
    void aFolderOfAnotherRunbookStays() {
        String set = unsealed("backup/payroll/daily-x", DAY.multipliedBy(3));
        clean();
        assertThat(stores.in("primary", set)).hasSize(2);
    }

    @Test
    void aFolderWithAClaimThatCannotBeReadStaysAndIsTold() {
        write("daily/2026-11-01/claim.json", DAY.multipliedBy(3));
        assertThat(clean().warnings()).anyMatch(warning -> warning.startsWith("daily/2026-11-01 has a claim"));
        assertThat(stores.in("primary", "daily/2026-11-01")).hasSize(1);
    }

    @Test
    void aSetThatLostItsManifestStaysAndIsTold() {
        String set = stores.daily("primary", 40);
        stores.store("primary").delete(set + "/manifest.json");
        CleanedStore cleaned = clean();
        assertThat(cleaned.warnings()).anyMatch(warning -> warning.startsWith(set + " has lost its manifest"));
        assertThat(stores.in("primary", set)).contains(set + "/" + TestStores.PART);
    }

    @Test
    void objectsThatNoManifestNamesGoAfterADay() {
        String set = stores.daily("primary", 4);
        write(set + "/data/public.users/00001.t2.copy.zst.pgp", DAY.multipliedBy(2));
        write(set + "/work/batch.json", DAY.multipliedBy(2));
        write(set + "/work/young.json", DAY.minusSeconds(1));
        assertThat(clean().leftovers()).isEqualTo(2);
        assertThat(stores.in("primary", set))
                .contains(set + "/work/young.json", set + "/" + TestStores.PART, set + "/claim.json")
                .noneMatch(name -> name.contains(".t2.") || name.endsWith("batch.json"));
    }

    @Test
    void anObjectThatAnotherSetRefersToIsNoLeftover() {
        String gone = stores.daily("primary", 4);
        stores.daily("primary", 3, gone);
        for (String name : stores.in("primary", gone)) {
            if (!name.endsWith(TestStores.PART) && !name.endsWith(SetObjects.CLAIM)) {
                stores.store("primary").delete(name);
            }
        }
        clean();
        assertThat(stores.in("primary", gone)).containsExactly(gone + "/claim.json", gone + "/" + TestStores.PART);
    }

    @Test
    void whatIsSealedWhileOthersAreSweptStays() {
        unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        String second = unsealed("backup/bookings/daily-y", DAY.multipliedBy(3));
        whenTheFirstIsSwept(() -> SetObjects.write(
                stores.store("primary"), second + "/manifest.json", "x".getBytes(StandardCharsets.UTF_8)));
        clean();
        assertThat(stores.in("primary", second)).hasSize(3);
    }

    @Test
    void aFolderToWhichACopyBeginsWhileOthersAreSweptStays() {
        unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        String second = unsealed("backup/bookings/daily-y", DAY.multipliedBy(3));
        whenTheFirstIsSwept(
                () -> SetUse.note(stores.store("primary"), second, "copy/bookings/x", stores.clock.instant()));
        clean();
        assertThat(stores.in("primary", second)).hasSize(2);
    }

    @Test
    void aRunThatGoesOnWhileOthersAreSweptKeepsItsFolder() {
        unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        String second = unsealed("backup/bookings/daily-y", DAY.multipliedBy(3));
        whenTheFirstIsSwept(() -> running.add("backup/bookings/daily-y"));
        clean();
        assertThat(stores.in("primary", second)).hasSize(2);
    }

    private void whenTheFirstIsSwept(Runnable meanwhile) {
        AtomicBoolean done = new AtomicBoolean();
        stores.wrap(
                "primary",
                store -> new Interfering(store, "daily/2026-08-14/claim.json", () -> {
                    if (!done.getAndSet(true)) {
                        meanwhile.run();
                    }
                }));
    }

    @Test
    void nothingIsSweptWhileASetCannotBeRead() {
        String set = unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        write("daily/2026-10-01/manifest.json", DAY);
        clean();
        assertThat(stores.in("primary", set)).hasSize(2);
    }

    @Test
    void notesOfReadersGoWhenTheyHoldNoMore() {
        stores.clock.set(TestStores.NOW.minus(SetUse.VALID));
        SetUse.note(stores.store("primary"), "daily/a", "restore/x/y", stores.clock.instant());
        stores.clock.set(TestStores.NOW.minus(SetUse.VALID).plusSeconds(1));
        SetUse.note(stores.store("primary"), "daily/b", "restore/x/y", stores.clock.instant());
        stores.clock.set(TestStores.NOW);
        clean();
        assertThat(stores.in("primary", "uses/daily/a")).isEmpty();
        assertThat(stores.in("primary", "uses/daily/b")).hasSize(1);
    }

    /** The store refused them, and the sweep of a folder ended there. */
    @Test
    void whatTheStoreLocksStaysWithTheClaimAndTheRestOfItsFolderGoes() {
        stores.replace("primary", new MemoryStore(stores.clock, Period.ofDays(1)));
        stores.mark("primary", stores.daily("primary", 5), MarkKind.VERIFIED, "a");
        stores.mark("primary", stores.daily("primary", 6), MarkKind.VERIFIED, "b");
        String set = unsealed("backup/bookings/daily-x", DAY.multipliedBy(3));
        write(set + "/data/w", DAY.multipliedBy(3));
        stores.store("primary").extendLock(set + "/data/w", TestStores.NOW.plus(DAY));
        String held = unsealed("backup/bookings/daily-y", DAY.multipliedBy(3));
        stores.store("primary").extendLock(held + "/data/x", LockTime.HELD);
        CleanedStore cleaned = clean();
        assertThat(stores.in("primary", set)).containsExactly(set + "/claim.json", set + "/data/w");
        assertThat(stores.in("primary", held)).containsExactly(held + "/claim.json", held + "/data/x");
        assertThat(cleaned.leftovers()).isEqualTo(1);
        assertThat(cleaned.warnings())
                .containsExactly(
                        set + ": 1 leftover object is locked until 2026-11-23T10:00:00Z by the store, and stays"
                                + " (its run ended without a seal)",
                        held + ": 1 leftover object is under legal hold by the store, and stays"
                                + " (its run ended without a seal)");
    }

    @Test
    void whatIsNoSetsIsNotTouched() {
        write("records/daily/x/verified-1.json", DAY.multipliedBy(400));
        write("reports/restores/x.json", DAY.multipliedBy(400));
        write("notes.txt", DAY.multipliedBy(400));
        write("attic/2020/things", DAY.multipliedBy(400));
        clean();
        assertThat(stores.store("primary").exists("records/daily/x/verified-1.json"))
                .isTrue();
        assertThat(stores.store("primary").exists("reports/restores/x.json")).isTrue();
        assertThat(stores.store("primary").exists("notes.txt")).isTrue();
        assertThat(stores.store("primary").exists("attic/2020/things")).isTrue();
    }

    @Test
    void uploadsThatWereBegunADayAgoEnd() {
        stores.clock.set(TestStores.NOW.minus(DAY).minusSeconds(1));
        stores.store("primary").create("daily/2026-11-20/data/x");
        stores.clock.set(TestStores.NOW.minus(DAY).plusSeconds(1));
        var young = stores.store("primary").create("daily/2026-11-20/data/y");
        stores.clock.set(TestStores.NOW);
        clean();
        young.close();
        stores.store("primary").checkNothingIsOpen();
    }

    /** A folder with a claim and an object of rows, written so long ago. */
    private String unsealed(String run, Duration ago) {
        stores.clock.set(TestStores.NOW.minus(ago));
        String set = new SetFolders(stores.store("primary"))
                .claim(BackupMode.DAILY, null, TestStores.NOW.minus(Duration.ofDays(100)), run);
        write(set + "/data/x", ago);
        stores.clock.set(TestStores.NOW);
        return set;
    }

    private void write(String name, Duration ago) {
        stores.clock.set(TestStores.NOW.minus(ago));
        SetObjects.write(stores.store("primary"), name, "x".getBytes(StandardCharsets.UTF_8));
        stores.clock.set(TestStores.NOW);
    }

    private CleanedStore clean() {
        return Cleanings.whole(activities, stores.task("primary", "clean"));
    }
}
