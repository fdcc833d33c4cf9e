package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.SilentStore;
import dev.lifeboat.sweep.FaultyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a store that keeps silent holds up those who read a set from another one. */
@Timeout(60)
class PinnedSetsTest {
    private static final String SET = "daily/2026-03-01";

    @TempDir
    Path folder;

    private final SilentStore primary = new SilentStore();
    private final AtomicLong nanos = new AtomicLong();
    private final PinnedSets sets = new PinnedSets(nanos::get);
    private final ExecutorService readers = Executors.newFixedThreadPool(4);
    private String sha256 = "";

    @BeforeEach
    void takeASet() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
        OpenVault copy = open(new StoreSettings(copy(), List.of()));
        sha256 = new SmallSets(copy.store(), copy.signer()).add(SET, Instant.EPOCH, 1_000);
    }

    @AfterEach
    void stop() {
        primary.giveUp();
        readers.shutdownNow();
    }

    @Test
    void theNoteInASilentPrimaryIsWaitedForOnceByAllWhoReadTheSet() throws Exception {
        List<Future<Manifest>> reading = new ArrayList<>();
        for (int reader = 0; reader < 4; reader++) {
            reading.add(readers.submit(this::readWithThePrimary));
        }
        assertThat(primary.awaitWriter()).isTrue();
        primary.giveUp();
        for (Future<Manifest> one : reading) {
            assertThat(one.get().set()).isEqualTo(SET);
        }
        assertThat(primary.writes()).isEqualTo(1);

        nanos.addAndGet(Duration.ofMinutes(5).minusNanos(1).toNanos());
        readWithThePrimary();
        assertThat(primary.writes()).isEqualTo(1);
        nanos.incrementAndGet();
        readWithThePrimary();
        assertThat(primary.writes()).isEqualTo(2);
    }

    @Test
    void whoReadsElsewhereDoesNotWaitForIt() throws Exception {
        Future<Manifest> waiting = readers.submit(this::readWithThePrimary);
        assertThat(primary.awaitWriter()).isTrue();
        Future<Manifest> elsewhere =
                readers.submit(() -> sets.manifest(open(new StoreSettings(copy(), List.of())), SET, sha256));
        assertThat(elsewhere.get(10, TimeUnit.SECONDS).set()).isEqualTo(SET);
        assertThat(waiting).isNotDone();
    }

    private Manifest readWithThePrimary() {
        StoreLocation silent = FaultyKind.location(folder.resolve("primary"), store -> primary);
        return sets.manifest(open(new StoreSettings(silent, List.of(copy()))), SET, sha256);
    }

    private StoreLocation copy() {
        return StoreLocation.folder(folder.resolve("copy").toString());
    }

    private OpenVault open(StoreSettings stores) {
        Keys keys = new Keys(
                List.of(folder.resolve("keys/backup.pub.asc").toString()),
                "file:" + folder.resolve("keys/signing.sec.asc"),
                List.of(),
                null,
                List.of());
        return OpenVault.of(new Vault("small", stores, keys, null), new Secrets(Map.of()));
    }
}
