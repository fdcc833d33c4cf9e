package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_MISSING;

import dev.lifeboat.error.LifeboatException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The embedded PostgreSQL, unpacked once a user and version into the cache folder. */
final class EmbeddedBinaries {
    private static final String VERSION = "15.18.0";
    private static final String COMPLETE = ".complete";

    private EmbeddedBinaries() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}. Two processes may ask at once: one unpacks. */
    static Path folder() {
        Path cache = cacheFolder().resolve("postgresql-" + VERSION);
        try {
            if (Files.exists(cache.resolve(COMPLETE))) {
                return cache;
            }
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.exists(cache.resolve(COMPLETE))) {
                    unpack(cache);
                    Files.createFile(cache.resolve(COMPLETE));
                }
            }
            return cache;
        } catch (IOException e) {
            throw new LifeboatException(
                    TOOL_MISSING,
                    "the embedded PostgreSQL cannot be unpacked into " + cache + ": " + e.getMessage(),
                    e);
        }
    }

    private static Path cacheFolder() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("lifeboat");
    }

    private static void unpack(Path folder) throws IOException {
        String system = System.getProperty("os.name").replaceAll("\\s.*", "");
        try (InputStream packed =
                        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch"));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the archive holds " + entry.getName());
                }
                extract(tar, entry, target);
            }
        } catch (IllegalStateException e) {
            throw new IOException("no binaries for " + system.toLowerCase(Locale.ROOT), e);
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.deleteIfExists(target);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        Set<PosixFilePermission> rights = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0100) != 0) {
            rights.add(PosixFilePermission.OWNER_EXECUTE);
            rights.add(PosixFilePermission.GROUP_EXECUTE);
            rights.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        Files.setPosixFilePermissions(target, rights);
    }
}
