package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.store.DyingStore;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restores into a real server whose primary store dies after so many bytes, and for ever. */
@Timeout(300)
class DyingPrimaryTest {
    @TempDir
    Path folder;

    private final Shop shop = Shop.get();
    private long bytes;
    private int places;

    @BeforeEach
    void copyTheStore() throws IOException {
        FileSystemStore store = new FileSystemStore(
                Path.of(String.valueOf(shop.runbook.store().primary().path())));
        for (StoredObject object : store.list(shop.setId + "/")) {
            bytes += object.size();
            for (String copy : List.of("primary", "copy")) {
                Path file = folder.resolve(copy).resolve(object.name());
                Files.createDirectories(file.getParent());
                Files.copy(Path.of(store.describe()).resolve(object.name()), file);
            }
        }
    }

    @Test
    void theSameDatabaseComesBackWheneverThePrimaryDies() {
        List<String> expected = restored(shop.runbook);
        for (long after : new long[] {0, 1, bytes / 3, bytes, 2 * bytes}) {
            DyingStore primary = new DyingStore(new FileSystemStore(folder.resolve("primary")), after);
            assertThat(restored(over(primary))).as("dies after %d bytes", after).isEqualTo(expected);
            assertThat(primary.died()).as("dies after %d bytes", after).isTrue();
        }
    }

    @Test
    void aRestoreWithOnlyADamagedCopyLeftNamesTheDeadStoreAndCallsNothingDamaged() throws IOException {
        for (StoredObject object : new FileSystemStore(folder.resolve("copy")).list("")) {
            if (object.name().endsWith(".pgp")) {
                Files.write(folder.resolve("copy").resolve(object.name()), new byte[] {1});
            }
        }
        DyingStore primary = new DyingStore(new FileSystemStore(folder.resolve("primary")), bytes / 3);
        assertThatThrownBy(() -> restored(over(primary)))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("a store does not answer: primary: connection refused");
    }

    private Runbook over(DyingStore primary) {
        return shop.runbook.withStore(new StoreSettings(
                // Another place each time: what a process remembers of an outage is of a place.
                FaultyKind.location(folder.resolve("primary-" + places++), store -> primary),
                List.of(StoreLocation.folder(folder.resolve("copy").toString()))));
    }

    private List<String> restored(Runbook runbook) {
        String target = shop.emptyTarget();
        try {
            RestoreRequest request = shop.request(runbook, shop.ref(target), false, false, null);
            Recovery.begin(shop.activities(), request, "restore/shop/" + target).whole();
            return shop.dump(target);
        } finally {
            shop.run("postgres", "DROP DATABASE " + target);
        }
    }
}
