package dev.lifeboat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when any one call into the file system fails: nothing, or the whole object. */
class FileWriterTest {
    @TempDir
    Path folder;

    /** A disk on which one thing goes wrong. */
    private abstract static class Broken extends FileCalls {
        private final List<Path> flushed = new ArrayList<>();

        @Override
        void flushFolder(Path flushedFolder) throws IOException {
            flushed.add(flushedFolder);
            super.flushFolder(flushedFolder);
        }
    }

    @Test
    void flushesEveryFolderUpToTheRootAndTheRootItself() {
        Broken calls = new Broken() {};
        Path root = folder.resolve("new/store");
        Store store = new FileSystemStore(root, calls);
        assertThat(calls.flushed).isEmpty();
        write(store, "daily/2026-01-01/data/a");
        assertThat(calls.flushed)
                .containsExactly(
                        folder.resolve("new"),
                        folder,
                        root.resolve("daily/2026-01-01/data"),
                        root.resolve("daily/2026-01-01"),
                        root.resolve("daily"),
                        root);
    }

    /** The kernel's own error: everything written to /dev/full finds a full disk. */
    @Test
    void saysThatTheDiskIsFullAndLeavesNothing() throws IOException {
        Store store = store(new Broken() {
            @Override
            FileChannel create(Path file) throws IOException {
                super.create(file).close();
                return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
            }
        });
        assertFails(() -> write(store, "daily/a"), ErrorCode.STORE_FULL);
        assertNothingIsLeft(store);
    }

    /** File systems that allocate late find out only when the content is flushed. */
    @Test
    void saysThatTheDiskIsFullWhenOnlyTheFlushFindsOut() throws IOException {
        Store store = store(new Broken() {
            @Override
            void flush(FileChannel channel) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        assertFails(() -> write(store, "daily/a"), ErrorCode.STORE_FULL);
        assertNothingIsLeft(store);
    }

    @Test
    void saysThatTheDiskIsFullWhenTheNameFindsNoRoom() throws IOException {
        Store store = store(new Broken() {
            @Override
            void link(Path name, Path file) throws IOException {
                throw new IOException(name + ": Disk quota exceeded");
            }
        });
        assertFails(() -> write(store, "daily/a"), ErrorCode.STORE_FULL);
        assertNothingIsLeft(store);
    }

    @Test
    void takesANameAwayAgainThatCannotBeMadeDurable() throws IOException {
        List<Path> broken = new ArrayList<>();
        Store store = store(new Broken() {
            @Override
            void flushFolder(Path flushedFolder) throws IOException {
                if (broken.contains(flushedFolder)) {
                    throw new IOException("Input/output error");
                }
            }
        });
        broken.add(folder.resolve("store"));
        assertFails(() -> write(store, "daily/a"), ErrorCode.STORE_UNAVAILABLE);
        assertThat(store.exists("daily/a")).isFalse();
        assertNothingIsLeft(store);
        broken.clear();
        write(store, "daily/a");
        assertThat(store.exists("daily/a")).isTrue();
    }

    @Test
    void countsAnObjectAsWrittenWhoseTemporaryNameCannotBeRemoved() throws IOException {
        Store store = store(new Broken() {
            @Override
            void delete(Path file) throws IOException {
                throw new IOException("Input/output error");
            }
        });
        write(store, "daily/a");
        assertThat(store.list("")).extracting(StoredObject::name).containsExactly("daily/a");
    }

    @Test
    void removesTheTemporaryFileEvenIfItCannotBeClosed() throws IOException {
        Store store = store(new Broken() {
            @Override
            void close(FileChannel channel) throws IOException {
                channel.close();
                throw new IOException("Input/output error");
            }
        });
        ObjectWriter writer = store.create("daily/a");
        writer.write(new byte[10]);
        writer.close();
        assertNothingIsLeft(store);
        assertFails(() -> write(store, "daily/b"), ErrorCode.STORE_UNAVAILABLE);
        assertNothingIsLeft(store);
    }

    @Test
    void leavesTheFirstObjectAloneWhenASecondOneOfItsNameFails() throws IOException {
        Store store = store(new Broken() {});
        write(store, "a");
        assertFails(() -> write(store, "a"), ErrorCode.OBJECT_EXISTS);
        assertThat(files()).containsExactly(folder.resolve("store/a"));
    }

    private Store store(FileCalls calls) {
        return new FileSystemStore(folder.resolve("store"), calls);
    }

    private static void write(Store store, String name) {
        try (ObjectWriter writer = store.create(name)) {
            writer.write(new byte[1000]);
            writer.commit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private void assertNothingIsLeft(Store store) throws IOException {
        assertThat(store.list("")).isEmpty();
        assertThat(files()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
