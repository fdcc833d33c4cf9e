package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where this machine's state lies: LIFEBOAT_HOME, else XDG_STATE_HOME/lifeboat, else ~/.local/state/lifeboat. */
final class StateFolder {
    private StateFolder() {}

    static Path of(Map<String, String> environment) {
        Path folder;
        if (environment.containsKey("LIFEBOAT_HOME")) {
            folder = Path.of(environment.get("LIFEBOAT_HOME"));
        } else if (environment.containsKey("XDG_STATE_HOME")) {
            folder = Path.of(environment.get("XDG_STATE_HOME"), "lifeboat");
        } else {
            folder = Path.of(System.getProperty("user.home"), ".local", "state", "lifeboat");
        }
        try {
            Path absolute = folder.toAbsolutePath();
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return absolute;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the state folder " + folder + " cannot be made: " + e.getMessage(),
                    e);
        }
    }

    /** Puts a URL with a password into a file of its own and returns the reference that may travel. */
    static String keep(Path folder, String url) {
        try {
            Path file = Files.createTempFile(
                    folder,
                    "url-",
                    ".txt",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, url, StandardCharsets.UTF_8);
            file.toFile().deleteOnExit();
            return "file:" + file;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE, "the state folder " + folder + " cannot be written", e);
        }
    }
}
