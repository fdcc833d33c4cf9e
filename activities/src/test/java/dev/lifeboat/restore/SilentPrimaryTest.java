package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.copy.CopyActivitiesImpl;
import dev.lifeboat.copy.CopyTask;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.SilentStore;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import io.temporal.activity.ActivityInterface;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long activities tell that they live while they wait for a primary store that keeps silent. */
@Timeout(300)
class SilentPrimaryTest {
    @TempDir
    Path folder;

    private final Shop shop = Shop.get();
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();
    private final SilentStore primary = new SilentStore();
    /** Whatever a test does in an activity. */
    @ActivityInterface
    public interface Doing {
        void it();
    }

    @AfterEach
    void close() {
        primary.giveUp();
        temporal.close();
    }

    @Test
    void aLoad() {
        RunTask run = Recovery.from(vault(), begin().run);
        livesWhileItWaits(() -> shop.activities().load(run, "auth", 0));
    }

    @Test
    void theReadingBack() {
        Recovery recovery = begin();
        recovery.load("auth");
        RunTask run = Recovery.from(vault(), recovery.run);
        livesWhileItWaits(() -> shop.activities().readBack(run, "auth", 0, 1));
    }

    @Test
    void aVerification() {
        PartRange range = new PartRange(vault(), shop.setId, manifestSha256(), 0, 1);
        livesWhileItWaits(() -> new VerifyActivitiesImpl(shop.secrets, Clock.systemUTC()).verifyParts(range));
    }

    @Test
    void aCopy() {
        CopyTask task = new CopyTask(vault(), shop.setId, manifestSha256(), "far", null, false, 1, 1, List.of());
        livesWhileItWaits(() -> new CopyActivitiesImpl(shop.secrets, Clock.systemUTC()).copy(task, 0, 1));
    }

    private void livesWhileItWaits(Runnable work) {
        temporal.registerActivitiesImplementations((Doing) work::run);
        temporal.setActivityHeartbeatListener(Object.class, details -> primary.giveUp());
        temporal.newActivityStub(Doing.class).it();
        assertThat(primary.writes()).isPositive();
    }

    private Recovery begin() {
        RestoreRequest request = shop.request(shop.ref(shop.emptyTarget()));
        Recovery recovery = Recovery.begin(shop.activities(), request, "restore/shop/silent");
        recovery.structures();
        return recovery;
    }

    private String manifestSha256() {
        return new SetReader(OpenVault.of(Vault.of(shop.runbook), shop.secrets))
                .authenticate(shop.setId)
                .manifestSha256();
    }

    private Vault vault() {
        return Vault.of(shop.runbook.withStore(new StoreSettings(
                FaultyKind.location(folder.resolve("silent"), store -> primary),
                List.of(
                        StoreLocation.folder(String.valueOf(
                                        shop.runbook.store().primary().path()))
                                .named("near"),
                        StoreLocation.folder(folder.resolve("far").toString()).named("far")))));
    }
}
