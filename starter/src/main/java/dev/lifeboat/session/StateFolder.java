package dev.lifeboat.session;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where this machine's state lies: LIFEBOAT_HOME, else XDG_STATE_HOME/lifeboat, else ~/.local/state/lifeboat. */
public final class StateFolder {
    private StateFolder() {}

    /** Makes it, for its owner only, if it is missing. Throws STORE_UNAVAILABLE. */
    public static Path of(Map<String, String> environment) {
        return make(place(environment));
    }

    /** Where it is; it may not be there yet. */
    public static Path place(Map<String, String> environment) {
        Path folder;
        if (environment.containsKey("LIFEBOAT_HOME")) {
            folder = Path.of(environment.get("LIFEBOAT_HOME"));
        } else if (environment.containsKey("XDG_STATE_HOME")) {
            folder = Path.of(environment.get("XDG_STATE_HOME"), "lifeboat");
        } else {
            folder = Path.of(System.getProperty("user.home"), ".local", "state", "lifeboat");
        }
        return folder.toAbsolutePath();
    }

    /** A folder in it. */
    static Path inner(Path state, String name) {
        return make(state.resolve(name));
    }

    private static Path make(Path folder) {
        try {
            return Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the state folder " + folder + " cannot be made: " + e.getMessage(),
                    e);
        }
    }

    /** Puts a URL with a password into a run's own file and returns the reference that may travel. */
    static String keep(Path state, String run, String url) {
        Path file = targetOf(state, run);
        try {
            Path temporary = Files.createTempFile(
                    file.getParent(),
                    "url-",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, url, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return "file:" + file;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE, "the state folder " + state + " cannot be written", e);
        }
    }

    /** Removes the file that {@link #keep} wrote for a run that is over; nothing if there is none. */
    public static void forget(Path state, String run) {
        try {
            Files.deleteIfExists(targetOf(state, run));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE, "the state folder " + state + " cannot be written", e);
        }
    }

    private static Path targetOf(Path state, String run) {
        String name = Digests.sha256(run.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        return inner(state, "targets").resolve(name + ".url");
    }
}
