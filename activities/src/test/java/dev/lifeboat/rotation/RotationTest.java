package dev.lifeboat.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyDescription;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.SafeFiles;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.RunbookFile;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The year's new key comes into the runbook, and nothing else of it changes. */
class RotationTest {
    private static final Secrets NO_SECRETS = new Secrets(Map.of());
    private static final Instant IN_2027 = Instant.parse("2027-01-05T09:00:00Z");

    @TempDir
    Path folder;

    private Path runbook;

    @BeforeEach
    void prepare() {
        KeyFiles.generate(folder.resolve("keys"), KeyAlgorithm.CURVE25519, "first", null);
        KeyFiles.generateOne(folder.resolve("keys"), "offline", false, KeyAlgorithm.CURVE25519, "safe", null, null);
        runbook = folder.resolve("runbook.yaml");
    }

    @Test
    void putsTheNewKeyInThePlaceOfTheOldOneAndKeepsEverythingElse() throws IOException {
        write("""
                # who may read: ask Kim
                name: shop
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./store } }
                keys:
                  recipients:   # Grüße 🛟
                    - keys/offline.pub.asc     # in the safe
                    - keys/backup.pub.asc
                  signing: "file:keys/signing.sec.asc"   # signs
                  private:
                    - "file:keys/backup.sec.asc"         # on this machine only
                objectives: { rpo: PT24H }
                """);
        Files.setPosixFilePermissions(runbook, PosixFilePermissions.fromString("rw-r-----"));
        Rotated done = rotation().backup(KeyFiles.YEAR, IN_2027);

        assertThat(Files.readString(runbook)).isEqualTo("""
                # who may read: ask Kim
                name: shop
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./store } }
                keys:
                  recipients:   # Grüße 🛟
                    - keys/offline.pub.asc     # in the safe
                    - keys/backup-2027.pub.asc
                  signing: "file:keys/signing.sec.asc"   # signs
                  private:
                    - "file:keys/backup-2027.sec.asc"
                    - "file:keys/backup.sec.asc"         # on this machine only
                objectives: { rpo: PT24H }
                """);
        assertThat(done.diff())
                .containsExactly(
                        "-     - keys/backup.pub.asc",
                        "+     - keys/backup-2027.pub.asc",
                        "+     - \"file:keys/backup-2027.sec.asc\"");
        assertThat(done.warnings()).isEmpty();
        assertThat(Files.getPosixFilePermissions(runbook)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        for (KeyDescription made : done.made()) {
            assertThat(Files.getPosixFilePermissions(Path.of(made.file())))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void keepsTwoPreviousPrivateKeysOnceNoSetNeedsAnOlderOne() throws IOException {
        write("[ keys/backup.pub.asc, keys/offline.pub.asc ]", "[ \"file:keys/backup.sec.asc\" ]");
        for (int year = 0; year < 3; year++) {
            rotation().backup(KeyFiles.YEAR, IN_2027);
        }
        Keys keys = keys();
        assertThat(keys.privateKeys())
                .extracting(key -> Path.of(key).getFileName().toString())
                .containsExactly("backup-2027-3.sec.asc", "backup-2027-2.sec.asc", "backup-2027.sec.asc");
        assertThat(keys.recipients())
                .extracting(key -> Path.of(key).getFileName().toString())
                .containsExactly("backup-2027-3.pub.asc", "offline.pub.asc");
        // Taken out of the list, never deleted.
        assertThat(folder.resolve("keys/backup.sec.asc")).exists();
    }

    @Test
    void keepsAKeyThatASetCannotBeOpenedWithout() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ \"file:keys/backup.sec.asc\" ]");
        TinySets.add(Vault.of(RunbookFile.load(runbook).runbook()), "daily/2026-03-01", 1);
        rotation().backup(KeyFiles.YEAR, IN_2027);
        rotation().backup(KeyFiles.YEAR, IN_2027);
        Rotated third = rotation().backup(KeyFiles.YEAR, IN_2027);
        assertThat(keys().privateKeys()).hasSize(4);
        assertThat(third.warnings())
                .singleElement()
                .asString()
                .contains("backup.sec.asc stays", "daily/2026-03-01", "rewrap --all");
    }

    @Test
    void keepsAFormerSigningKeyAmongTheSigners() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ ]");
        String old = TinySets.signer(folder.resolve("keys"));
        TinySets.add(Vault.of(RunbookFile.load(runbook).runbook()), "daily/2026-03-01", 1);
        Rotated done = rotation().signing(IN_2027);
        Keys keys = keys();
        assertThat(keys.signers()).containsExactly(done.made().get(0).fingerprint(), old);
        assertThat(keys.signing()).endsWith("keys/signing-2027.sec.asc");
        assertThat(done.warnings()).singleElement().asString().contains("keys resign --all");
        rotation().signing(IN_2027);
        assertThat(keys().signers()).hasSize(3).contains(old);
    }

    @Test
    void leavesNothingBehindWhenTheRunbookCannotBeChanged() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ \"file:keys/offline.sec.asc\" ]");
        String before = Files.readString(runbook);
        List<Path> files = files();
        assertThatThrownBy(() -> rotation().backup(KeyFiles.YEAR, IN_2027))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("no recipient belongs to")
                .hasMessageContaining("offline.sec.asc");
        assertThat(files()).isEqualTo(files);
        assertThat(Files.readString(runbook)).isEqualTo(before);

        // What was loaded is not what stands there any more: somebody edits the file.
        write("[ keys/backup.pub.asc ]", "[ \"file:keys/backup.sec.asc\" ]");
        Rotation rotation = rotation();
        Files.writeString(runbook, "name: shop\nkeys: nothing\n");
        List<Path> now = files();
        assertThatThrownBy(() -> rotation.backup(KeyFiles.YEAR, IN_2027)).isInstanceOf(LifeboatException.class);
        assertThat(files()).isEqualTo(now);
        assertThat(Files.readString(runbook)).isEqualTo("name: shop\nkeys: nothing\n");

        // Whatever else the new text says must be what was loaded: a key that is lost in between opens nothing more.
        write("[ keys/backup.pub.asc, keys/offline.pub.asc ]", "[ ]");
        Rotation other = rotation();
        write("[ keys/backup.pub.asc ]", "[ ]");
        String edited = Files.readString(runbook);
        assertThatThrownBy(() -> other.backup(KeyFiles.YEAR, IN_2027))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("edited meanwhile");
        assertThat(files()).isEqualTo(now);
        assertThat(Files.readString(runbook)).isEqualTo(edited);
    }

    /** A stock file system cannot be made to fail at a flush: the runbook is replaced, and the disk gives no word that it stays so. */
    @Test
    void keepsAKeyThatTheRunbookNamesWhenItsFolderCannotBeFlushed() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ ]");
        Rotation rotation =
                new Rotation(RunbookFile.load(runbook), NO_SECRETS, KeyAlgorithm.CURVE25519, (fresh, old) -> {
                    SafeFiles.replace(fresh, old);
                    throw new IOException("no answer from the disk");
                });
        assertThatThrownBy(() -> rotation.backup(KeyFiles.YEAR, IN_2027))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("may not be on disk for good")
                .hasMessageContaining("keep the new key files");
        assertThat(keys().recipients()).singleElement().asString().endsWith("keys/backup-2027.pub.asc");
        assertThat(folder.resolve("keys/backup-2027.pub.asc")).exists();
        assertThat(folder.resolve("keys/backup-2027.sec.asc")).exists();
        assertThat(SafeFiles.beside(runbook)).doesNotExist();
    }

    @Test
    void removesTheKeyWhereTheRunbookCouldNotBeReplaced() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ ]");
        List<Path> before = files();
        Rotation rotation =
                new Rotation(RunbookFile.load(runbook), NO_SECRETS, KeyAlgorithm.CURVE25519, (fresh, old) -> {
                    throw new IOException("no room");
                });
        assertThatThrownBy(() -> rotation.backup(KeyFiles.YEAR, IN_2027)).hasMessageContaining("nothing was done");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void refusesARunbookThatIsALink() throws IOException {
        write("[ keys/backup.pub.asc ]", "[ ]");
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), runbook);
        assertThatThrownBy(() -> new Rotation(RunbookFile.load(link), NO_SECRETS, KeyAlgorithm.CURVE25519))
                .hasMessageContaining("symbolic link");
    }

    private Rotation rotation() {
        return new Rotation(RunbookFile.load(runbook), NO_SECRETS, KeyAlgorithm.CURVE25519);
    }

    private Keys keys() {
        return RunbookFile.load(runbook).runbook().keys();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private void write(String recipients, String privateKeys) throws IOException {
        write("""
                name: shop
                database: { url: "env:DATABASE_URL" }
                store: { primary: { kind: filesystem, path: ./store } }
                keys: { recipients: %s, signing: "file:keys/signing.sec.asc", private: %s }
                """.formatted(recipients, privateKeys));
    }

    private void write(String text) throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.writeString(runbook, text);
    }
}
