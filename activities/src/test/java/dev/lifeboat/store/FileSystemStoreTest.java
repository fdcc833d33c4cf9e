package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemStoreTest extends StoreContract {
    @TempDir
    Path folder;

    private FileSystemStore store;

    @BeforeEach
    void open() {
        store = new FileSystemStore(folder.resolve("store"));
    }

    @Override
    protected Store store() {
        return store;
    }

    @Test
    void keepsFilesToItsOwner() throws IOException {
        try (ObjectWriter writer = store.create("daily/a")) {
            writer.commit();
        }
        assertThat(rights("store/daily/a")).isEqualTo("rw-------");
        assertThat(rights("store/daily")).isEqualTo("rwx------");
    }

    @Test
    void refusesToWriteOrReadThroughALink() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectory(folder.resolve("store"));
        Files.createSymbolicLink(folder.resolve("store/daily"), outside);
        assertThatThrownBy(() -> store.create("daily/a")).hasMessageContaining("symbolic link");
        Files.writeString(outside.resolve("b"), "secret");
        assertThatThrownBy(() -> store.read("daily/b")).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.delete("daily/b")).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.exists("daily/b")).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.create("daily/new/c")).hasMessageContaining("symbolic link");
        assertThat(outside.toFile().listFiles()).extracting(File::toPath).containsExactly(outside.resolve("b"));
    }

    @Test
    void knowsAFullDiskByTheMessageOfTheOperatingSystem() {
        Path device = folder.resolve("object");
        assertThat(FileWriter.failed(device, new IOException("No space left on device"))
                        .code())
                .isEqualTo(ErrorCode.STORE_FULL);
        assertThat(FileWriter.failed(device, new IOException("Disk quota exceeded"))
                        .code())
                .isEqualTo(ErrorCode.STORE_FULL);
        assertThat(FileWriter.failed(device, new IOException("Input/output error"))
                        .code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void isEmptyAndMakesNothingUntilSomethingIsWritten() throws IOException {
        Path root = folder.resolve("one/two");
        FileSystemStore absent = new FileSystemStore(root);
        assertThat(absent.list("")).isEmpty();
        assertThat(absent.list("daily/")).isEmpty();
        assertThat(absent.exists("daily/a")).isFalse();
        assertThatThrownBy(() -> absent.read("daily/a")).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> absent.lockOf("daily/a")).isInstanceOf(NoSuchObjectException.class);
        absent.delete("daily/a");
        assertThat(absent.sweepUnfinished(Instant.now())).isZero();
        assertThat(folder.resolve("one")).doesNotExist();

        StoreAsserts.write(absent, "daily/a", new byte[1]);
        assertThat(absent.list("")).extracting(StoredObject::name).containsExactly("daily/a");
        assertThat(rights("one/two")).isEqualTo("rwx------");
    }

    /** A folder that cannot be looked at must not look empty: it may hold every set there is. */
    @Test
    void takesNothingForEmptyThatItCannotLookAt() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        Files.createSymbolicLink(folder.resolve("round"), folder.resolve("round"));
        for (String root : List.of("file", "file/store", "round", "round/store")) {
            FileSystemStore store = new FileSystemStore(folder.resolve(root));
            StoreAsserts.assertFails(() -> store.list(""), ErrorCode.STORE_UNAVAILABLE)
                    .hasMessageContaining(folder.resolve(root).toString());
            StoreAsserts.assertFails(() -> store.list("daily/"), ErrorCode.STORE_UNAVAILABLE);
            StoreAsserts.assertFails(() -> store.exists("daily"), ErrorCode.STORE_UNAVAILABLE);
            StoreAsserts.assertFails(() -> store.exists("daily/a"), ErrorCode.STORE_UNAVAILABLE);
            StoreAsserts.assertFails(() -> store.read("daily/a"), ErrorCode.STORE_UNAVAILABLE);
            StoreAsserts.assertFails(() -> store.create("daily/a"), ErrorCode.STORE_UNAVAILABLE);
        }
    }

    @Test
    void tellsADeniedFolderFromAMissingOne() throws Exception {
        Path root = Files.createDirectory(folder.resolve("denied"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("---------"));
        assertThat(DeniedFolder.answers(root))
                .containsExactly("STORE_REFUSED", "STORE_REFUSED", "STORE_REFUSED", "STORE_REFUSED");
    }

    @Test
    void nothingLiesBelowAnObject() {
        StoreAsserts.write(store, "daily/a", new byte[1]);
        assertThat(store.exists("daily/a/b/c")).isFalse();
        assertThat(store.list("daily/a/b/")).isEmpty();
        assertThatThrownBy(() -> store.read("daily/a/b")).isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void readsARootThatIsALink() throws IOException {
        StoreAsserts.write(store, "daily/a", new byte[1]);
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("store"));
        FileSystemStore linked = new FileSystemStore(folder.resolve("link"));
        assertThat(linked.list("")).extracting(StoredObject::name).containsExactly("daily/a");
        assertThat(linked.list("daily/")).extracting(StoredObject::name).containsExactly("daily/a");
        assertThat(linked.exists("daily/a")).isTrue();
    }

    @Test
    void hasNoLocksAndSaysSo() {
        StoreAsserts.write(store, "daily/a", new byte[1]);
        assertThat(store.lockOf("daily/a")).isEmpty();
        StoreAsserts.assertFails(() -> store.extendLock("daily/a", Instant.now()), ErrorCode.STORE_REFUSED)
                .hasMessageContaining("a folder has no locks");
    }

    /** What a process that was killed leaves; one that still writes changes its file. */
    @Test
    void sweepsTemporaryFilesByWhenTheyWereLastWritten() throws IOException {
        Instant now = Instant.now();
        Files.createDirectory(folder.resolve("store"));
        for (int hours = 0; hours < 3; hours++) {
            Path file = Files.writeString(folder.resolve("store/" + FileSystemStore.TEMPORARY + hours), "part");
            Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(hours))));
        }
        assertThat(store.sweepUnfinished(now.minus(Duration.ofMinutes(90)))).isEqualTo(1);
        assertThat(folder.resolve("store").toFile().list()).hasSize(2);
    }

    private String rights(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }
}
