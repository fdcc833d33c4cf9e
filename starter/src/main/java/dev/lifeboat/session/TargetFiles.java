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
import java.util.stream.Stream;

/**
 * URLs with passwords that runs of this machine's own engine use: into history goes the name of a file, which its owner alone may
 * read, and which is named after the run, so that it can go when that is over.
 */
final class TargetFiles {
    private static final String FOLDER = "targets";
    private static final String ENDING = ".url";

    private final Path state;
    private final Path folder;

    TargetFiles(Path state) {
        this.state = state;
        this.folder = state.resolve(FOLDER);
    }

    /** Writes a run's file, anew if there is one, and returns the reference that may travel. Throws STORE_UNAVAILABLE. */
    String keep(String run, String url) {
        Path file = file(run);
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

    /** Removes a run's file, or does nothing if there is none. */
    void forget(String run) {
        try {
            Files.deleteIfExists(file(run));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The runs whose files were written before that moment. */
    List<String> writtenBefore(Instant moment) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            name(file).endsWith(ENDING) && changedAt(file).isBefore(moment))
                    .map(file -> name(file)
                            .substring(0, name(file).length() - ENDING.length())
                            .replace('~', '/'))
                    .sorted()
                    .toList();
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

    /** No run's id has the character that stands for a slash. */
    private Path file(String run) {
        return folder.resolve(run.replace('/', '~') + ENDING);
    }

    private LifeboatException failed(IOException e) {
        return new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "the folder " + folder + " cannot be used", e);
    }
}
