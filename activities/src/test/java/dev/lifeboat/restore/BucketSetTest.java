package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.ObjectLock;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.s3.VersityGateway;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whole sets in buckets: taken, verified and restored by the real activities. */
@Timeout(180)
class BucketSetTest {
    @TempDir
    static Path folder;

    private static VersityGateway gateway;
    private final Shop shop = Shop.get();

    @BeforeAll
    static void start() throws IOException {
        gateway = VersityGateway.in(folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void takesVerifiesAndRestoresASetInABucket() {
        Runbook runbook = in(gateway.location(gateway.bucket(), "sets", null));
        String set = TakenSet.take(runbook, shop.secrets);
        verify(runbook, set);
        assertThat(restored(runbook)).isEqualTo(restored(shop.runbook));
    }

    /** With versions, what somebody lays over a set's objects or marks as deleted changes nothing that is read. */
    @Test
    void restoresALockedSetOverWhichSomebodyHasWritten() {
        String bucket = gateway.lockableBucket();
        Runbook runbook = in(gateway.location(bucket, null, new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30)));
        String set = TakenSet.take(runbook, shop.secrets);
        OpenVault vault = OpenVault.of(Vault.of(runbook), shop.secrets);
        Instant sealed = new SetReader(vault).authenticate(set).manifest().sealedAt();
        S3Client root = gateway.root();
        int number = 0;
        for (var object : vault.store().list(set + "/")) {
            assertThat(vault.store().lockOf(object.name()).orElseThrow())
                    .as(object.name())
                    .isAfterOrEqualTo(sealed.plus(Period.ofDays(29)));
            if (number++ % 2 == 0) {
                root.putObject(request -> request.bucket(bucket).key(object.name()), RequestBody.fromString("ransom"));
            } else {
                root.deleteObject(request -> request.bucket(bucket).key(object.name()));
            }
        }
        verify(runbook, set);
        assertThat(restored(runbook)).isEqualTo(restored(shop.runbook));
    }

    /** What a set refers to must not go before it, though the set that stored it may. */
    @Test
    void extendsTheLocksOfEarlierSetsObjectsThatASetRefersTo() {
        String bucket = gateway.lockableBucket();
        String first = TakenSet.take(reusing(bucket, 500), shop.secrets);
        Runbook longer = reusing(bucket, 900);
        String second = TakenSet.take(longer, shop.secrets);

        OpenVault vault = OpenVault.of(Vault.of(longer), shop.secrets);
        Manifest manifest = new SetReader(vault).authenticate(second).manifest();
        assertThat(manifest.needs()).containsExactly(first);
        Instant end = manifest.sealedAt().plus(Period.ofDays(900));
        List<String> needed = manifest.parts()
                .filter(part -> part.set() != null)
                .map(manifest::nameOf)
                .toList();
        assertThat(needed).isNotEmpty().allSatisfy(name -> assertThat(lock(vault, name))
                .isAfterOrEqualTo(end));
        assertThat(lock(vault, first + "/claim.json")).isAfterOrEqualTo(end);
        assertThat(lock(vault, second + "/claim.json")).isAfterOrEqualTo(end);
        assertThat(lock(vault, first + "/manifest.json")).isBefore(end.minus(Period.ofDays(300)));
    }

    private static Instant lock(OpenVault vault, String name) {
        return vault.store().lockOf(name).orElseThrow();
    }

    private Runbook reusing(String bucket, int days) {
        ObjectLock lock = new ObjectLock(ObjectLock.Mode.GOVERNANCE, days);
        return in(gateway.location(bucket, null, lock))
                .withArchive(new Archive(null, null, 2, new ByteCount(1 << 20), new ByteCount(64 << 10), true));
    }

    private Runbook in(StoreLocation location) {
        return shop.runbook.withStore(new StoreSettings(location, List.of()));
    }

    private void verify(Runbook runbook, String setId) {
        Vault vault = Vault.of(runbook);
        VerifyActivitiesImpl activities = new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC());
        OpenedSet set = activities.open(new VerifyRequest(vault, setId, 1));
        PartRange all = new PartRange(vault, set.setId(), set.manifestSha256(), 0, set.parts());
        assertThat(activities.verifySchema(all).objects()).isPositive();
        assertThat(activities.verifyParts(all).rows()).isEqualTo(set.rows()).isPositive();
    }

    /** What comes back of the store's latest set. */
    private List<String> restored(Runbook runbook) {
        String target = shop.emptyTarget();
        RestoreRequest request = shop.request(runbook, shop.ref(target), false, false, null);
        Recovery.begin(shop.activities(), request, "restore/shop/" + target).whole();
        List<String> dump = shop.dump(target);
        shop.run("postgres", "DROP DATABASE " + target);
        return dump;
    }
}
