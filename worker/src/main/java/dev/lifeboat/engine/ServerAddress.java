package dev.lifeboat.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.worker.Converters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a state folder's dev server runs.
 *
 * @param startedAt tells the server from a later process that got its number
 */
record ServerAddress(long pid, Instant startedAt, int port, int uiPort) {
    private static final String FILE = "temporal.json";
    private static final ObjectMapper JSON = Converters.json();

    /** Null if none is noted, or the note cannot be understood: then a server is started. */
    static @Nullable ServerAddress read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return JSON.readValue(file.toFile(), ServerAddress.class);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, folder + " cannot be written", e);
        }
    }

    void write(Path folder) throws IOException {
        Path temporary = Files.createTempFile(folder, FILE, ".new");
        JSON.writeValue(temporary.toFile(), this);
        Files.move(
                temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    /** The living process; null if it is gone. */
    @Nullable
    ProcessHandle process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info().startInstant().orElse(Instant.EPOCH).equals(startedAt))
                .orElse(null);
    }
}
