package dev.lifeboat.copy;

import static dev.lifeboat.store.StoreAsserts.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.sweep.FaultyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which further store is the one that it is called, and which is not asked for at all. */
class KnownPlaceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeKeys() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "test", null);
    }

    @Test
    void twoDisksThatAreSwappedAreRefused() {
        require("copy-1", "one");
        require("copy-2", "two");
        assertFails(() -> require("copy-1", "two"), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("is the store copy-2 by its lifeboat-store.json: are two disks swapped?");
        require("copy-1", "one");
    }

    @Test
    void aStoreThatIsRenamedOnPurposeIsTakenWithAnEmptyMarker() throws IOException {
        require("copy-1", "one");
        Files.writeString(folder.resolve("one/lifeboat-store.json"), "\n");
        require("offsite", "one");
    }

    @Test
    void anotherRunbookMayCallTheStoreOtherwise() {
        require("copy-1", "one");
        new KnownPlace("offsite", "crm").require(open("keys/signing.sec.asc"), store("one"));
    }

    @Test
    void twoDisksThatAreSwappedAreRefusedToWhoeverCameLater() throws IOException {
        require("copy-1", "one");
        require("copy-2", "two");
        requireOfCrm("attic", "one");
        requireOfCrm("cellar", "two");
        assertFails(() -> requireOfCrm("attic", "two"), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("is the store cellar by its lifeboat-store-crm.json: are two disks swapped?");
        requireOfCrm("attic", "one");
        require("copy-1", "one");
        Files.writeString(folder.resolve("two/lifeboat-store-crm.json"), "\n");
        requireOfCrm("attic", "two");
    }

    private void requireOfCrm(String store, String place) {
        new KnownPlace(store, "crm").require(open("keys/signing.sec.asc"), store(place));
    }

    /** Both call their first copy {@code copy-1}, and share the primary store. */
    @Test
    void aNoteOfAnotherRunbookIsNotTakenForAnOwn() throws IOException {
        new KnownPlace("copy-1", "crm").require(open("keys/signing.sec.asc"), store("theirs"));
        require("copy-1", "ours");
        assertThat(folder.resolve("ours/lifeboat-store.json")).content().contains("small");

        Files.delete(folder.resolve("ours/lifeboat-store.json"));
        assertFails(() -> require("copy-1", "ours"), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("has lost its lifeboat-store.json");
    }

    @Test
    void aNoteOfAnEarlierVersionCountsForTheRunbookThatItNames() throws IOException {
        Path notes = Files.createDirectories(folder.resolve("primary/places"));
        Files.writeString(notes.resolve("copy-1.json"), "{\"store\": \"copy-1\", \"runbook\": \"small\"}");
        Files.writeString(notes.resolve("copy-2.json"), "{\"store\": \"copy-2\", \"runbook\": \"crm\"}");
        assertFails(() -> require("copy-1", "one"), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("has lost its lifeboat-store.json");
        require("copy-2", "two");
        assertThat(folder.resolve("two/lifeboat-store.json")).exists();
    }

    @Test
    void aMarkerThatSaysNothingIsRefused() throws IOException {
        require("copy-1", "one");
        Files.writeString(folder.resolve("one/lifeboat-store.json"), "{");
        assertFails(() -> require("copy-1", "one"), ErrorCode.SET_CORRUPT).hasMessageContaining("lifeboat-store.json");
    }

    @Test
    void whatNobodyCanAskAboutIsNotKnownFromThenOn() throws IOException {
        require("copy-1", "one");
        Files.move(folder.resolve("primary"), folder.resolve("away"));
        Files.writeString(folder.resolve("primary"), "not a folder");
        require("copy-1", "unmounted");
        assertThat(folder.resolve("unmounted/lifeboat-store.json")).doesNotExist();

        Files.delete(folder.resolve("primary"));
        Files.move(folder.resolve("away"), folder.resolve("primary"));
        assertFails(() -> require("copy-1", "unmounted"), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("has lost its lifeboat-store.json");
    }

    @Test
    void aPrimaryWhoseSecretIsElsewhereIsNoHindrance() {
        StoreLocation primary = FaultyKind.location(folder.resolve("locked"), store -> {
            throw new LifeboatException(ErrorCode.SECRET_MISSING, "no secret");
        });
        OpenVault half = OpenVault.of(
                new Vault(
                        "small",
                        new StoreSettings(primary, List.of()),
                        open("keys/none").vault().keys(),
                        null),
                new Secrets(Map.of()));
        new KnownPlace("copy-1", "small").require(half, store("one"));
        assertThat(folder.resolve("one/lifeboat-store.json")).doesNotExist();
    }

    @Test
    void aKeyThatIsMissingIsNotTakenForSilentStores() {
        OpenVault vault = open("keys/signing.sec.asc");
        new SmallSets(vault.store(), vault.signer()).add("daily/2026-03-01", Instant.EPOCH, 1_000);
        assertThat(SetPlaces.of(vault).gaps()).hasSize(1);
        assertFails(() -> SetPlaces.of(open("keys/none")), ErrorCode.SECRET_MISSING);
        assertFails(() -> SetPlaces.of(open("keys/backup.pub.asc")), ErrorCode.KEY_UNUSABLE);
    }

    private void require(String store, String place) {
        new KnownPlace(store, "small").require(open("keys/signing.sec.asc"), store(place));
    }

    private FileSystemStore store(String place) {
        return new FileSystemStore(folder.resolve(place));
    }

    private OpenVault open(String signing) {
        Keys keys = new Keys(
                List.of(folder.resolve("keys/backup.pub.asc").toString()),
                "file:" + folder.resolve(signing),
                List.of(),
                null,
                List.of());
        StoreSettings stores = new StoreSettings(
                StoreLocation.folder(folder.resolve("primary").toString()),
                List.of(StoreLocation.folder(folder.resolve("copy").toString())));
        return OpenVault.of(new Vault("small", stores, keys, null), new Secrets(Map.of()));
    }
}
