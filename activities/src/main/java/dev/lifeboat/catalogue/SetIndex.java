package dev.lifeboat.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Marks.SignedMark;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was authenticated before, so that a list of 5,000 sets reads no manifest twice: a file of the person who lists, since
 * credentials that only read suffice for that. Every entry bears the sizes and times of the objects that it came from; others
 * are not used. It serves lists only: what is restored, verified or deleted is authenticated by itself. A file that is missing,
 * damaged or another's is as good as none. Thread-safe; several processes may write it, and the last one wins.
 */
public final class SetIndex {
    private static final Logger LOG = LoggerFactory.getLogger(SetIndex.class);
    private static final int FORMAT = 2;
    private static final long MOST_BYTES = 256L << 20;
    private static final int DIGEST = 64;

    private final @Nullable Path folder;

    private SetIndex(@Nullable Path folder) {
        this.folder = folder;
    }

    /** One that remembers nothing. */
    public static SetIndex none() {
        return new SetIndex(null);
    }

    /** Files in this folder, which is made when there is something to keep. */
    public static SetIndex in(Path folder) {
        return new SetIndex(folder);
    }

    /**
     * What is known of a store.
     *
     * @param store where it is, as it says itself
     * @param sets by their names
     * @param marks by their objects
     */
    record Known(
            @JsonProperty(required = true) int format,
            @JsonProperty(required = true) String store,
            @JsonProperty(required = true) SortedMap<String, KnownSet> sets,
            @JsonProperty(required = true) SortedMap<String, KnownMark> marks) {
        Known {
            sets = new TreeMap<>(sets);
            marks = new TreeMap<>(marks);
            sets.forEach((name, set) -> {
                if (!set.facts().set().equals(name)) {
                    throw new IllegalArgumentException(name + " is another set");
                }
            });
        }

        static Known nothing(String store) {
            return new Known(FORMAT, store, new TreeMap<>(), new TreeMap<>());
        }
    }

    /** @param stamp of the objects that it was authenticated by */
    record KnownSet(
            @JsonProperty(required = true) String stamp,
            @JsonProperty(required = true) SetFacts facts) {}

    record KnownMark(
            @JsonProperty(required = true) String stamp,
            @JsonProperty(required = true) SignedMark read) {}

    /** What is known of this store; nothing where the file cannot be used. */
    Known read(String store) {
        if (folder == null) {
            return Known.nothing(store);
        }
        Path file = file(folder, store);
        try {
            byte[] content = content(file);
            byte[] json = Arrays.copyOfRange(content, DIGEST + 1, content.length);
            String digest = new String(content, 0, DIGEST, StandardCharsets.US_ASCII);
            if (!digest.equals(Digests.sha256(json))) {
                throw new IOException("its digest differs");
            }
            Known known = ManifestJson.read(json, Known.class, String.valueOf(file));
            if (known.format() != FORMAT || !known.store().equals(store)) {
                throw new IOException("it is of another format or store");
            }
            return known;
        } catch (NoSuchFileException e) {
            return Known.nothing(store);
        } catch (IOException | LifeboatException e) {
            LOG.warn("event=index-ignored file={} reason=\"{}\"", file, e.getMessage());
            return Known.nothing(store);
        }
    }

    /** Replaces what is known of this store. A list that cannot be remembered is a list nevertheless. */
    void write(Known known) {
        if (folder == null) {
            return;
        }
        Path file = file(folder, known.store());
        byte[] json = ManifestJson.write(known);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path temporary = Files.createTempFile(
                    folder,
                    "index-",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(temporary, Digests.sha256(json) + "\n", StandardCharsets.US_ASCII);
                Files.write(temporary, json, StandardOpenOption.APPEND);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.warn("event=index-not-written file={} reason=\"{}\"", file, e.getMessage());
        }
    }

    /** A link, another person's file, or one that others may write, may say anything. */
    private static byte[] content(Path file) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (!attributes.isRegularFile()
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || !attributes.owner().equals(Files.getOwner(folderOf(file)))) {
            throw new IOException("it is not this person's own file");
        }
        if (attributes.size() > MOST_BYTES || attributes.size() <= DIGEST) {
            throw new IOException("it has " + attributes.size() + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static Path folderOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no folder above " + file);
        }
        return parent;
    }

    private static Path file(Path folder, String store) {
        return folder.resolve(
                Digests.sha256(store.getBytes(StandardCharsets.UTF_8)).substring(0, 32) + ".json");
    }
}
