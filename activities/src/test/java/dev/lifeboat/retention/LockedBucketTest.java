package dev.lifeboat.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.restore.PinnedSets;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.store.Stores;
import dev.lifeboat.store.s3.VersityGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A clean-up of a real bucket with Object Lock: what is locked stays until its date, and goes then. */
@Timeout(120)
class LockedBucketTest {
    private static final String STORE = "bucket";

    private final Secrets secrets = new Secrets(Map.of());
    private final RetentionActivities activities =
            new RetentionActivitiesImpl(secrets, Clock.systemUTC(), run -> false);

    @TempDir
    Path folder;

    @Test
    void aLockedSetStaysUntilItsDateAndGoesThen() throws IOException {
        TestStores stores = new TestStores(folder, "memory");
        stores.daily("memory", 1);
        stores.daily("memory", 2);
        String free = stores.daily("memory", 60);
        String locked = stores.daily("memory", 61);
        try (VersityGateway gateway = VersityGateway.in(folder)) {
            StoreLocation location =
                    gateway.location(gateway.lockableBucket(), null, new ObjectLock(ObjectLock.Mode.COMPLIANCE, 1));
            Runbook runbook = TestStores.runbook(folder, List.of(location));
            Store store = Stores.open(location, secrets);
            // Locks that a run makes last a day at least.
            stores.copyTo("memory", Stores.open(location.unlocked(), secrets));
            Instant until = Instant.now().plusSeconds(15).truncatedTo(ChronoUnit.SECONDS);
            store.list(locked + "/").forEach(object -> store.extendLock(object.name(), until));

            CleanUpReport first = clean(runbook, "1");
            assertThat(first.deleted()).extracting(SetDecision::set).containsExactly(free);
            assertThat(first.kept())
                    .filteredOn(set -> set.set().equals(locked))
                    .singleElement()
                    .satisfies(set -> assertThat(set.reasons()).contains("locked until " + until + " by the store"));
            assertThat(store.list(free + "/"))
                    .as("what only the removal needs is not locked")
                    .isEmpty();
            SetReader reader = new SetReader(Surveyor.alone(runbook, STORE, secrets));
            assertThat(reader.strangers(reader.authenticate(locked).manifest())).isEmpty();

            Instant deadline = until.plus(Duration.ofSeconds(45));
            for (int run = 2; !clean(runbook, String.valueOf(run)).deleted().isEmpty() || !gone(store, locked); run++) {
                assertThat(Instant.now()).as("the lock ends").isBefore(deadline);
            }
            assertThat(Instant.now()).isAfter(until);
            assertThat(new Marks(Surveyor.alone(runbook, STORE, secrets)).deleted(locked))
                    .hasSize(1);
        }
    }

    @Test
    void aSetUnderLegalHoldStaysAndTheReportSaysSo() throws IOException {
        TestStores stores = new TestStores(folder, "memory");
        stores.daily("memory", 1);
        stores.daily("memory", 2);
        String held = stores.daily("memory", 60);
        try (VersityGateway gateway = VersityGateway.in(folder)) {
            String bucket = gateway.lockableBucket();
            StoreLocation location = gateway.location(bucket, null, null);
            Runbook runbook = TestStores.runbook(folder, List.of(location));
            Store store = Stores.open(location, secrets);
            stores.copyTo("memory", store);
            gateway.hold(bucket, held + "/" + TestStores.PART);

            CleanUpReport report = clean(runbook, "1");
            assertThat(report.deleted()).isEmpty();
            assertThat(report.kept())
                    .filteredOn(set -> set.set().equals(held))
                    .singleElement()
                    .satisfies(set -> assertThat(set.reasons()).containsExactly("under legal hold by the store"));
            assertThat(new Marks(Surveyor.alone(runbook, STORE, secrets)).deleted(held))
                    .isEmpty();
        }
    }

    /** They would lie there for as long as sets, and stop every sweep. */
    @Test
    void notesOfReadersAreNotLocked() throws IOException {
        try (VersityGateway gateway = VersityGateway.in(folder)) {
            StoreLocation location =
                    gateway.location(gateway.lockableBucket(), null, new ObjectLock(ObjectLock.Mode.COMPLIANCE, 1));
            new TestStores(folder, "memory");
            OpenVault vault = Surveyor.alone(TestStores.runbook(folder, List.of(location)), STORE, secrets);
            new PinnedSets().note(vault, "daily/2026-11-22");
            assertThat(vault.store().list("uses/")).singleElement().satisfies(note -> {
                assertThat(vault.store().lockOf(note.name())).isEmpty();
                vault.store().delete(note.name());
            });
        }
    }

    private static boolean gone(Store store, String set) {
        return store.list(set + "/").stream().map(StoredObject::name).findAny().isEmpty();
    }

    private CleanUpReport clean(Runbook runbook, String run) {
        CleanUpTask task = new CleanUpTask(
                runbook,
                "0f".repeat(32),
                STORE,
                "retention/bookings/clean-up/" + run,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                "sam@laptop");
        return CleanUpReport.read(
                runbook, STORE, Cleanings.whole(activities, task).report(), secrets);
    }
}
