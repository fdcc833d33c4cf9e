package dev.lifeboat.session;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
