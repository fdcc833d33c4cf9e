package dev.lifeboat.drill;

import dev.lifeboat.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folders of drills on this machine: embedded servers, and what a restore by hand needs. Each says in a file whose it is. */
final class DrillFolders {
    private static final String MARK = "run";
    private static final String LOCK = "lock";

    private final Path folder;

    DrillFolders(Path folder) {
        this.folder = folder;
    }

    /**
     * A folder that is called like a drill's.
     *
     * @param mark null: it has none
     * @param empty whether it holds nothing but what is made first
     */
    record Found(Path place, @Nullable DrillMark mark, boolean empty) {
        String name() {
            return String.valueOf(place.getFileName());
        }
    }

    /** The run's folder, made and marked unless it is there. */
    Path create(String run, Instant now) {
        Path place = folder.resolve(DrillMark.name(run));
        try {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (read(place) == null) {
                Files.writeString(place.resolve(MARK), new DrillMark(run, now).text() + "\n");
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new, empty folder of the run elsewhere: what gpg's agents listen on must not have a long path. */
    static Path scratch(String run) {
        Path place = scratchOf(DrillMark.name(run));
        try {
            removeFiles(place);
            return Files.createDirectory(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the run's folders and stops what runs in them. Does nothing if they are gone. */
    void remove(String run) {
        remove(folder.resolve(DrillMark.name(run)));
    }

    /** Removes a folder that {@link #found()} told of. */
    void remove(Found found) {
        remove(found.place());
    }

    private static void remove(Path place) {
        try {
            // The other one first: it is found by this one.
            removeFiles(scratchOf(String.valueOf(place.getFileName())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EmbeddedServer.destroy(place);
    }

    private static Path scratchOf(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), "lb-" + name.substring(name.lastIndexOf('_') + 1));
    }

    private static void removeFiles(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    List<Found> found() {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> places = Files.list(folder)) {
            for (Path place : places.sorted().toList()) {
                if (DrillMark.isName(String.valueOf(place.getFileName())) && Files.isDirectory(place)) {
                    found.add(new Found(place, read(place), isEmpty(place)));
                }
            }
        } catch (NoSuchFileException e) {
            // No drill was ever here, or one was removed this moment.
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static @Nullable DrillMark read(Path place) throws IOException {
        Path mark = place.resolve(MARK);
        return Files.exists(mark) ? DrillMark.read(Files.readString(mark, StandardCharsets.UTF_8)) : null;
    }

    private static boolean isEmpty(Path place) throws IOException {
        try (Stream<Path> entries = Files.list(place)) {
            return entries.allMatch(entry -> entry.endsWith(MARK) || entry.endsWith(LOCK));
        }
    }
}
