package dev.lifeboat.copy;

import static dev.lifeboat.store.StoreAsserts.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.backup.CopiedSystem;
import dev.lifeboat.catalogue.Selecting;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.Vault;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is copied, what is refused, and what each store then says of the set. */
@Timeout(120)
class CopyTest {
    @TempDir
    Path folder;

    private CopiedSystem system;

    @BeforeEach
    void take() throws Exception {
        system = new CopiedSystem(folder);
    }

    @Test
    void theCopyRestoresWithoutThePrimary() throws IOException {
        assertThat(copy()).isPositive();
        Files.move(folder.resolve("primary"), folder.resolve("gone"));
        Files.writeString(folder.resolve("primary"), "not a folder");
        Manifest manifest = system.assertWhole(system.only(system.runbook, "copy-1"));
        OpenVault nearest = OpenVault.of(Vault.of(system.runbook), system.secrets);
        assertThat(new SetReader(nearest).authenticate(system.set).manifest()).isEqualTo(manifest);
        assertThat(new Selecting(nearest).chosen(system.set).warnings())
                .singleElement()
                .asString()
                .contains("store primary does not answer");
    }

    @Test
    void marksComeAlongButNoWordOfWhatFailedOrWasRemovedElsewhere() {
        for (MarkKind kind : List.of(MarkKind.VERIFIED, MarkKind.PINNED, MarkKind.FAILED, MarkKind.DELETED)) {
            mark("primary", kind);
        }
        String removal = "records/" + system.set + "/removal-0123456789abcdef-1.json";
        SetObjects.write(system.only(system.runbook, "primary").store(), removal, new byte[] {'{', '}'});
        copy();
        assertThat(system.only(system.runbook, "copy-1").store().exists(removal))
                .as("the word on a removal from another store")
                .isFalse();
        SetReader reader = new SetReader(system.only(system.runbook, "copy-1"));
        String sha256 = reader.authenticate(system.set).manifestSha256();
        String signer = reader.authenticate(system.set).signer();
        assertThat(new Marks(system.only(system.runbook, "copy-1")).of(system.set, sha256, signer))
                .extracting(Mark::kind)
                .containsExactlyInAnyOrder(MarkKind.VERIFIED, MarkKind.PINNED);
    }

    @Test
    void aDiskThatIsNotMountedIsNotFilled() throws IOException {
        copy();
        Path disk = folder.resolve("copy");
        Files.move(disk, folder.resolve("unmounted"));
        assertFails(this::copy, ErrorCode.STORE_REFUSED)
                .hasMessageContaining("has lost its lifeboat-store.json: is the disk not mounted?");
        assertThat(disk.resolve("daily")).doesNotExist();
        assertThat(disk.resolve(system.set)).doesNotExist();

        Files.createFile(Files.createDirectories(disk).resolve("lifeboat-store.json"));
        assertThat(copy()).as("a new disk, as the message says").isPositive();
        system.assertWhole(system.only(system.runbook, "copy-1"));
    }

    @Test
    void aPrimaryThatWasLostIsFilledAgainOnlyInAPlaceThatIsMeant() throws IOException {
        copy();
        OpenVault vault = OpenVault.of(Vault.of(system.runbook), system.secrets);
        assertThat(SetPlaces.of(vault).gaps("primary")).isEmpty();
        Path disk = folder.resolve("primary");
        Files.move(disk, folder.resolve("lost"));
        assertThat(SetPlaces.of(vault).gaps()).isEmpty();
        assertThat(SetPlaces.of(vault).gaps("primary")).containsExactly(new SetPlaces.Gap(system.set, "primary", null));
        assertFails(this::copyBack, ErrorCode.STORE_REFUSED)
                .hasMessageContaining("is the disk not mounted?")
                .hasMessageContaining("`lifeboat copy --missing --to primary` then copies the sets back");
        assertThat(disk.resolve("daily")).doesNotExist();

        Files.createFile(Files.createDirectories(disk).resolve("lifeboat-store.json"));
        assertThat(copyBack()).as("a new place, as the message says").isPositive();
        system.assertWhole(system.only(system.runbook, "primary"));
        assertThat(SetPlaces.of(vault).gaps("primary")).isEmpty();
    }

    @Test
    void aStoreOfAnEarlierVersionGetsItsMarkerWithTheNextCopy() throws IOException {
        copy();
        Files.delete(folder.resolve("copy/lifeboat-store.json"));
        Files.delete(folder.resolve("primary/places/" + system.runbook.name() + "/copy-1.json"));
        copy();
        assertThat(folder.resolve("copy/lifeboat-store.json")).exists();
        assertThat(folder.resolve("primary/places/" + system.runbook.name() + "/copy-1.json"))
                .exists();
    }

    @Test
    void takesEachObjectFromWhereItIsGood() throws IOException {
        copy();
        Runbook three = system.over(
                StoreLocation.folder(folder.resolve("primary").toString()),
                StoreLocation.folder(folder.resolve("copy").toString()),
                StoreLocation.folder(folder.resolve("third").toString()));
        Manifest manifest = manifest();
        List<PartInfo> parts = manifest.parts().toList();
        flip(folder.resolve("primary").resolve(manifest.nameOf(parts.get(0))));
        flip(folder.resolve("copy").resolve(manifest.nameOf(parts.get(1))));
        system.copy(system.request(three, "copy-2", null, false), Calls.retrying(new ArrayList<>()));
        system.assertWhole(system.only(three, "copy-2"));
    }

    @Test
    void refusesToCopyWhatIsDamagedEverywhereAndShowsNothing() throws IOException {
        Manifest manifest = manifest();
        String object = manifest.nameOf(manifest.parts().findFirst().orElseThrow());
        flip(folder.resolve("primary").resolve(object));
        assertFails(this::copy, ErrorCode.SET_CORRUPT).hasMessageContaining(object);
        assertFails(() -> system.assertWhole(system.only(system.runbook, "copy-1")), ErrorCode.NO_SUCH_SET);
    }

    @Test
    void noticesWhatWasDamagedInTheCopyAndSealsNothing() throws IOException {
        Manifest manifest = manifest();
        String object = manifest.nameOf(manifest.parts().findFirst().orElseThrow());
        Path damaged = folder.resolve("copy").resolve(object);
        Files.createDirectories(damaged.getParent());
        Files.copy(folder.resolve("primary").resolve(object), damaged);
        flip(damaged);
        assertFails(this::copy, ErrorCode.SET_CORRUPT)
                .hasMessageContaining(object)
                .hasMessageContaining(folder.resolve("copy").toString());
        assertFails(() -> system.assertWhole(system.only(system.runbook, "copy-1")), ErrorCode.NO_SUCH_SET);
    }

    @Test
    void neverWritesIntoTheFolderOfAnotherSetOfTheSameName() throws IOException {
        Path claim = folder.resolve("copy").resolve(system.set).resolve("claim.json");
        Files.createDirectories(claim.getParent());
        Files.writeString(claim, "{\"runId\":\"another\",\"claimedAt\":\"2026-01-01T00:00:00Z\"}");
        assertFails(this::copy, ErrorCode.OBJECT_EXISTS)
                .hasMessageContaining("another set under the name " + system.set);
    }

    @Test
    void aDownloadIsRefusedByAFolderThatHoldsSomethingElseAndKnowsItsOwn() throws IOException {
        Path disk = folder.resolve("copy");
        Files.createDirectories(disk);
        Files.writeString(disk.resolve("holiday.jpg"), "photo");
        assertFails(this::download, ErrorCode.USAGE).hasMessageContaining("name an empty or new folder");
        Files.delete(disk.resolve("holiday.jpg"));
        assertThat(download()).isPositive();
        Files.delete(disk.resolve(system.set).resolve("restore.sh"));
        assertThat(download()).as("only what is missing").isEqualTo(1);
        system.assertWhole(system.only(system.runbook, "copy-1"));
        assertThat(Files.readString(disk.resolve(OfflineDisk.NOTE))).contains("\"test\"");
        Files.writeString(disk.resolve(OfflineDisk.NOTE), "{\"runbook\":\"shop\"}");
        assertFails(this::download, ErrorCode.USAGE).hasMessageContaining("holds sets of shop");
    }

    @Test
    void tellsWhichStoreLacksWhatAndLeavesAloneWhatWasRemovedThere() {
        OpenVault vault = OpenVault.of(Vault.of(system.runbook), system.secrets);
        assertThat(SetPlaces.of(vault).storesOf(system.set)).containsExactly("primary");
        assertThat(SetPlaces.of(vault).gaps()).containsExactly(new SetPlaces.Gap(system.set, "copy-1", null));
        mark("copy-1", MarkKind.DELETED, new Tombstone(null, 1, Instant.now(), "primary", "too old").text());
        assertThat(SetPlaces.of(vault).gaps())
                .as("a tombstone of another store")
                .containsExactly(new SetPlaces.Gap(system.set, "copy-1", null));
        mark("copy-1", MarkKind.DELETED);
        assertThat(SetPlaces.of(vault).gaps()).isEmpty();
        copy();
        assertThat(SetPlaces.of(vault).storesOf(system.set)).containsExactly("primary", "copy-1");
    }

    @Test
    void aCopyThatFailedIsAGapAndIsMendedWhereAnObjectIsMissing() throws IOException {
        copy();
        OpenVault vault = OpenVault.of(Vault.of(system.runbook), system.secrets);
        assertThat(SetPlaces.of(vault).gaps()).isEmpty();
        mark("copy-1", MarkKind.FAILED);
        assertThat(SetPlaces.of(vault).gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.store()).isEqualTo("copy-1");
            assertThat(gap.problem()).isNotNull();
        });
        Manifest manifest = manifest();
        Files.delete(folder.resolve("copy")
                .resolve(manifest.nameOf(manifest.parts().findFirst().orElseThrow())));
        assertThat(copy()).isEqualTo(1);
        system.assertWhole(system.only(system.runbook, "copy-1"));
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotTakenForAnEmptyOne() throws IOException {
        Files.deleteIfExists(folder.resolve("copy"));
        Files.writeString(folder.resolve("copy"), "not a folder");
        SetPlaces places = SetPlaces.of(OpenVault.of(Vault.of(system.runbook), system.secrets));
        assertThat(places.gaps()).isEmpty();
        assertThat(places.silent()).containsOnlyKeys("copy-1");
        assertThat(places.silent().get("copy-1")).contains("STORE_UNAVAILABLE");
    }

    @Test
    void aVerificationSpeaksOfOneStoreAndIsNotHelpedByAnother() throws IOException {
        copy();
        Manifest manifest = manifest();
        flip(folder.resolve("primary")
                .resolve(manifest.nameOf(manifest.parts().findFirst().orElseThrow())));
        assertThatThrownBy(() -> verify(Vault.of(system.runbook))).hasMessageContaining("differs from its manifest");
        OpenedSet there = verify(Vault.of(system.runbook).only("copy-1"));
        assertThat(there.store()).isEqualTo("copy-1");
        mark("copy-1", MarkKind.VERIFIED);
        mark("primary", MarkKind.FAILED);
        SetPlaces places = SetPlaces.of(OpenVault.of(Vault.of(system.runbook), system.secrets));
        assertThat(places.sets().get("copy-1").get(0).state()).isEqualTo(SetState.VERIFIED);
        assertThat(places.sets().get("primary").get(0).state()).isEqualTo(SetState.FAILED);
        assertThat(places.storesOf(system.set)).containsExactly("copy-1");
    }

    private OpenedSet verify(Vault vault) {
        VerifyActivitiesImpl activities = new VerifyActivitiesImpl(system.secrets, Clock.systemUTC());
        OpenedSet set = activities.open(new VerifyRequest(vault, system.set, 1));
        Vault one = vault.only(String.valueOf(set.store()));
        activities.verifyParts(new PartRange(one, set.setId(), set.manifestSha256(), 0, set.parts()));
        return set;
    }

    private int copy() {
        return system.copy(system.request(system.runbook), Calls.retrying(new ArrayList<>()));
    }

    private int copyBack() {
        return system.copy(system.request(system.runbook, "primary", null, false), Calls.retrying(new ArrayList<>()));
    }

    private int download() {
        return system.copy(system.request(system.runbook, "copy-1", null, true), Calls.retrying(new ArrayList<>()));
    }

    private Manifest manifest() {
        return new SetReader(system.only(system.runbook, "primary"))
                .authenticate(system.set)
                .manifest();
    }

    private void mark(String store, MarkKind kind) {
        mark(store, kind, null);
    }

    private void mark(String store, MarkKind kind, @Nullable String detail) {
        String sha256 = new SetReader(system.only(system.runbook, "primary"))
                .authenticate(system.set)
                .manifestSha256();
        new Marks(system.only(system.runbook, store))
                .add(new Mark(kind, system.set, sha256, "run-" + kind + detail, Instant.now(), detail));
    }

    private static void flip(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 4;
        Files.write(file, content);
    }
}
