package dev.lifeboat.worker;

import dev.lifeboat.engine.FolderLock;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The queue of one machine's workers, beside one that machines share: for what only this machine reaches, as the embedded server of a
 * drill. Its name is the state folder's, so that a worker that is started again goes on.
 */
final class OwnQueue {
    private static final String NAME = "machine";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private OwnQueue() {}

    /** {@code SHARED@0123456789abcdef}. Throws STORE_UNAVAILABLE where the folder cannot be written. */
    static String of(String shared, Path stateFolder) {
        Path file = stateFolder.resolve(NAME);
        try (FolderLock lock = FolderLock.tryExclusive(stateFolder.resolve(NAME + ".lock"), PATIENCE)) {
            if (lock == null) {
                throw new IOException("another process has held " + NAME + ".lock for " + PATIENCE.toSeconds() + " s");
            }
            String known = Files.exists(file)
                    ? Files.readString(file, StandardCharsets.US_ASCII).strip()
                    : "";
            if (known.isEmpty()) {
                known = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
                Files.writeString(file, known + "\n", StandardCharsets.US_ASCII);
            }
            return shared + "@" + known;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the state folder " + stateFolder + " cannot be used: " + e.getMessage(),
                    e);
        }
    }
}
