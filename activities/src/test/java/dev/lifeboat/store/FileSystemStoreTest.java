package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
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
    void saysWhereAStoreCannotBeOpened() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new FileSystemStore(file.resolve("store")))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(file.toString());
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
