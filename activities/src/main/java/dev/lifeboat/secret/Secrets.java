package dev.lifeboat.secret;

import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Resolves references. Thread-safe; nothing is cached, so a rotated secret is seen by the next activity. */
public final class Secrets {
    private static final int MOST_BYTES = 1 << 20;

    private final Map<String, String> environment;

    public Secrets(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The process's own environment. */
    public static Secrets ofProcess() {
        return new Secrets(System.getenv());
    }

    /**
     * Resolves {@code env:NAME} and {@code file:PATH} (trailing line ends removed); anything else is the value itself.
     * Throws SECRET_MISSING, naming the reference.
     */
    public Secret resolve(String reference) {
        if (reference.startsWith("env:")) {
            String name = reference.substring("env:".length());
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new LifeboatException(SECRET_MISSING, "environment variable " + name + " is not set");
            }
            return new Secret(value);
        }
        if (reference.startsWith("file:")) {
            return new Secret(text(Path.of(reference.substring("file:".length()))));
        }
        return new Secret(reference);
    }

    /** A variable that is no secret; empty where it is not set. */
    public String environment(String name) {
        return environment.getOrDefault(name, "");
    }

    private static String text(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new LifeboatException(
                        SECRET_MISSING, "file " + path + " is larger than 1 MiB: this is no secret");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .stripTrailing();
        } catch (CharacterCodingException e) {
            throw new LifeboatException(
                    SECRET_MISSING, "file " + path + " is not text; a key has to be armored (gpg --armor)", e);
        } catch (IOException e) {
            throw new LifeboatException(
                    SECRET_MISSING,
                    "file " + path + " cannot be read: " + e.getClass().getSimpleName(),
                    e);
        }
    }
}
