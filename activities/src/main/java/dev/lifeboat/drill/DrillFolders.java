package dev.lifeboat.drill;

import dev.lifeboat.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folders of drills on this machine: embedded servers, and what a restore by hand needs. Each says in a file whose it is. */
final class DrillFolders {
    private static final String MARK = "run";
    private static final String UNFINISHED_MARK = "run.new";
    /** What is made before anything of a drill's is. */
    private static final Set<String> FIRST = Set.of(MARK, UNFINISHED_MARK, "lock");

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
                // Whole, or not at all: half a mark would name another run.
                Path unfinished = place.resolve(UNFINISHED_MARK);
                Files.writeString(unfinished, new DrillMark(run, now).text() + "\n");
                Files.move(unfinished, place.resolve(MARK), StandardCopyOption.ATOMIC_MOVE);
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new, empty folder of the run elsewhere: what gpg's agents listen on must not have a long path. */
    static Path scratch(String run) {
        Path place = scratchOf(DrillMark.name(run));
        EmbeddedServer.destroy(place);
        try {
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
        // The other one first: it is found by this one.
        EmbeddedServer.destroy(scratchOf(String.valueOf(place.getFileName())));
        EmbeddedServer.destroy(place);
    }

    private static Path scratchOf(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), "lb-" + name.substring(name.lastIndexOf('_') + 1));
    }

    /** When something in it was made or written to last: a drill that is under way writes all the time. */
    static Instant changedAt(Found found) {
        Instant[] latest = {Instant.EPOCH};
        try {
            Files.walkFileTree(found.place(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
                    return seen(attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return seen(attributes);
                }

                /** It is gone by now, or not ours to see. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path place, @Nullable IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                private FileVisitResult seen(BasicFileAttributes attributes) {
                    Instant changed = attributes.lastModifiedTime().toInstant();
                    latest[0] = changed.isAfter(latest[0]) ? changed : latest[0];
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return latest[0];
    }

    List<Found> found() {
        List<Found> found = new ArrayList<>();
        try (Stream<Path> places = Files.list(folder)) {
            places.sorted().filter(DrillFolders::isDrills).forEach(place -> look(place, found));
        } catch (NoSuchFileException e) {
            // No drill was ever here.
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean isDrills(Path place) {
        return DrillMark.isName(String.valueOf(place.getFileName())) && Files.isDirectory(place);
    }

    private static void look(Path place, List<Found> found) {
        try {
            found.add(new Found(place, read(place), isEmpty(place)));
        } catch (NoSuchFileException e) {
            // It was removed this moment; the others are still looked at.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable DrillMark read(Path place) throws IOException {
        Path mark = place.resolve(MARK);
        return Files.exists(mark) ? DrillMark.read(Files.readString(mark, StandardCharsets.UTF_8)) : null;
    }

    private static boolean isEmpty(Path place) throws IOException {
        try (Stream<Path> entries = Files.list(place)) {
            return entries.allMatch(entry -> FIRST.contains(String.valueOf(entry.getFileName())));
        }
    }
}
