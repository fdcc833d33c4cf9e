package dev.lifeboat.anomaly;

import static dev.lifeboat.store.StoreAsserts.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.sweep.FaultyKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hinders the marks of one store only, and what those of all. */
class EachStoreTest {
    @TempDir
    Path folder;

    private final List<String> done = new ArrayList<>();

    @Test
    void aCopyWhoseSecretIsElsewhereHindersNoOther() {
        assertThat(EachStore.of(open(null), this::listed)).containsExactly("store copy-1: no secret");
        assertThat(done).containsExactly("primary", "copy-2");
    }

    @Test
    void aKeyOfOurOwnThatIsMissingIsNotTakenForSilentStores() {
        assertFails(() -> EachStore.of(open("env:NOWHERE"), this::listed), ErrorCode.SECRET_MISSING);
        assertThat(done).isEmpty();
    }

    private void listed(String name, OpenVault one) {
        one.store().list("");
        done.add(name);
    }

    private OpenVault open(@Nullable String signing) {
        StoreLocation locked = FaultyKind.location(folder.resolve("b"), store -> {
            throw new LifeboatException(ErrorCode.SECRET_MISSING, "no secret");
        });
        StoreSettings stores = new StoreSettings(place("a"), List.of(locked, place("c")));
        Keys keys = new Keys(List.of(), signing, List.of(), null, List.of());
        return OpenVault.of(new Vault("shop", stores, keys, null), new Secrets(Map.of()));
    }

    private StoreLocation place(String name) {
        return StoreLocation.folder(folder.resolve(name).toString());
    }
}
