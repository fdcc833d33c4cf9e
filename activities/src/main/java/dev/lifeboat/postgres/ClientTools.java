package dev.lifeboat.postgres;

import static dev.lifeboat.error.ErrorCode.TOOL_MISSING;
import static dev.lifeboat.error.ErrorCode.TOOL_TOO_OLD;

import dev.lifeboat.error.LifeboatException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds PostgreSQL's client tools: on the PATH, then where distributions put them side by side. Thread-safe. */
public final class ClientTools {
    private static final Pattern VERSION = Pattern.compile("\\) (\\d+)(?:\\.(\\d+))?");
    private static final Path DISTRIBUTION = Path.of("/usr/lib/postgresql");

    private final String path;

    /** A tool that was found. */
    public record Found(Path path, int major, String version) {}

    public ClientTools(Map<String, String> environment) {
        this.path = environment.getOrDefault("PATH", "");
    }

    /** The newest tool of this name; throws TOOL_MISSING, or TOOL_TOO_OLD if it is older than the server. */
    public Found require(String name, int serverVersion) {
        int major = serverVersion / 10000;
        List<Found> found = find(name);
        if (found.isEmpty()) {
            throw new LifeboatException(
                    TOOL_MISSING,
                    name + " is not installed; `apt-get install postgresql-client-" + major
                            + "` or your system's like");
        }
        Found best =
                found.stream().filter(tool -> tool.major() >= major).findFirst().orElse(found.get(0));
        if (best.major() < major) {
            throw new LifeboatException(
                    TOOL_TOO_OLD,
                    name + " " + best.version() + " is older than the server (" + major
                            + "); a dump by it would be refused or wrong");
        }
        return best;
    }

    /** Every tool of this name, those on the PATH first, then the newest. */
    public List<Found> find(String name) {
        List<Path> places = new ArrayList<>();
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                places.add(Path.of(folder, name));
            }
        }
        if (Files.isDirectory(DISTRIBUTION)) {
            try (Stream<Path> versions = Files.list(DISTRIBUTION)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin").resolve(name))
                        .forEach(places::add);
            } catch (IOException e) {
                throw new LifeboatException(TOOL_MISSING, DISTRIBUTION + " cannot be listed", e);
            }
        }
        return places.stream()
                .filter(Files::isExecutable)
                .map(ClientTools::probe)
                .toList();
    }

    private static Found probe(Path tool) {
        try {
            Process process = new ProcessBuilder(tool.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            process.waitFor(10, TimeUnit.SECONDS);
            Matcher matcher = VERSION.matcher(text);
            if (!matcher.find()) {
                throw new LifeboatException(TOOL_MISSING, tool + " --version says \"" + text + "\"");
            }
            String minor = matcher.group(2);
            return new Found(
                    tool, Integer.parseInt(matcher.group(1)), matcher.group(1) + (minor == null ? "" : "." + minor));
        } catch (IOException e) {
            throw new LifeboatException(TOOL_MISSING, tool + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(TOOL_MISSING, "interrupted while asking " + tool + " for its version", e);
        }
    }
}
