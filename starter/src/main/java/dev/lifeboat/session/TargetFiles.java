package dev.lifeboat.session;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * URLs with passwords that runs of this machine's dev server use: into history goes the name of a file, which its owner alone may
 * read. It is named after the run and its queue, so that it can go when the run is over, and so that another command of the same
 * run, right or wrong, writes a file of its own.
 */
final class TargetFiles {
    private static final String FOLDER = "targets";
    private static final String ENDING = ".url";
    /** No run's id and no queue has it. */
    private static final String BETWEEN = "=";

    private final Path state;
    private final Path folder;

    TargetFiles(Path state) {
        this.state = state;
        this.folder = state.resolve(FOLDER);
    }

    /** Who reads a file: a run that was started on this queue, or is to be. */
    record Reader(String run, String queue) {
        /** No run's id has the character that stands for a slash. */
        private String fileName() {
            return run.replace('/', '~') + BETWEEN + queue + ENDING;
        }

        /** Null: the file is named otherwise. */
        private static @Nullable Reader of(String fileName) {
            int between = fileName.indexOf(BETWEEN);
            return between < 0 || !fileName.endsWith(ENDING)
                    ? null
                    : new Reader(
                            fileName.substring(0, between).replace('~', '/'),
                            fileName.substring(between + 1, fileName.length() - ENDING.length()));
        }
    }

    /** Writes the reader's file, anew if there is one, and returns the reference that may travel. Throws STORE_UNAVAILABLE. */
    String keep(Reader reader, String url) {
        Path file = folder.resolve(reader.fileName());
        try {
            Path temporary = Files.createTempFile(
                    StateFolder.inner(state, FOLDER),
                    "url-",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, url, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return "file:" + file;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Removes a reader's file, or does nothing if there is none. */
    void forget(Reader reader) {
        remove(folder.resolve(reader.fileName()));
    }

    /** Whose files were written before that moment. */
    List<Reader> writtenBefore(Instant moment) {
        return olderThan(moment).stream()
                .map(file -> Reader.of(name(file)))
                .filter(Objects::nonNull)
                .sorted((one, other) -> one.fileName().compareTo(other.fileName()))
                .toList();
    }

    /** Removes what nobody reads: written before that moment by a command that was killed before it had finished. */
    void forgetUnfinished(Instant moment) {
        olderThan(moment).stream().filter(file -> Reader.of(name(file)) == null).forEach(this::remove);
    }

    private List<Path> olderThan(Instant moment) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> changedAt(file).isBefore(moment)).toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Instant changedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            // Another command was quicker.
            return Instant.MAX;
        }
    }

    private void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private LifeboatException failed(IOException e) {
        return new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "the folder " + folder + " cannot be used", e);
    }
}
