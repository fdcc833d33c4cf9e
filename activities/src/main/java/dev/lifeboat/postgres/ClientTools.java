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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds PostgreSQL's client tools: on the PATH, then where distributions put them side by side. Of several it takes the one
 * whose major version is nearest above the server's: an older one is refused by the server's catalogues, and a much newer
 * one writes settings that an older target does not know. Thread-safe.
 */
public final class ClientTools {
    private static final Logger LOG = LoggerFactory.getLogger(ClientTools.class);
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)(?:\\.(\\d+))?");
    private static final Path DISTRIBUTION = Path.of("/usr/lib/postgresql");

    private final List<Path> folders;

    /** A tool that was found. */
    public record Found(Path path, int major, String version) {}

    /** Looks along the {@code PATH} of an environment, then in {@code /usr/lib/postgresql}. */
    public ClientTools(Map<String, String> environment) {
        this(standardFolders(environment.getOrDefault("PATH", "")));
    }

    /** Looks in these folders only. */
    public ClientTools(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The tool of this name that suits a server best; throws TOOL_MISSING, or TOOL_TOO_OLD if all are older than it. */
    public Found require(String name, int serverVersion) {
        int major = serverVersion / 10000;
        List<Found> found = find(name);
        if (found.isEmpty()) {
            throw new LifeboatException(
                    TOOL_MISSING,
                    name + " is not installed; `apt-get install postgresql-client-" + major
                            + "` or your system's like");
        }
        return found.stream()
                .filter(tool -> tool.major() >= major)
                .min(Comparator.comparingInt(Found::major))
                .orElseThrow(() -> {
                    Found newest = found.stream()
                            .max(Comparator.comparingInt(Found::major))
                            .orElse(found.get(0));
                    return new LifeboatException(
                            TOOL_TOO_OLD,
                            name + " " + newest.version() + " (" + newest.path() + ") is older than the server ("
                                    + major + "); a dump by it would be refused or wrong");
                });
    }

    /** Every tool of this name that works, those on the PATH first. */
    public List<Found> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .map(ClientTools::real)
                // Debian's wrapper chooses a version by the cluster it is asked about: what it says of itself may not
                // hold.
                .filter(file -> !file.endsWith("pg_wrapper"))
                .distinct()
                .flatMap(file -> probe(file).stream())
                .toList();
    }

    private static List<Path> standardFolders(String path) {
        List<Path> folders = new ArrayList<>();
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        if (Files.isDirectory(DISTRIBUTION)) {
            try (Stream<Path> versions = Files.list(DISTRIBUTION)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            } catch (IOException e) {
                throw new LifeboatException(TOOL_MISSING, DISTRIBUTION + " cannot be listed", e);
            }
        }
        return folders;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    private static Optional<Found> probe(Path tool) {
        try {
            Process process = new ProcessBuilder(tool.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            process.waitFor(10, TimeUnit.SECONDS);
            Matcher matcher = VERSION.matcher(text);
            if (!matcher.find()) {
                LOG.warn("event=tool-ignored path={} reason=no-version", tool);
                return Optional.empty();
            }
            String minor = matcher.group(2);
            return Optional.of(new Found(
                    tool, Integer.parseInt(matcher.group(1)), matcher.group(1) + (minor == null ? "" : "." + minor)));
        } catch (IOException e) {
            LOG.warn("event=tool-ignored path={} reason={}", tool, e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(TOOL_MISSING, "interrupted while asking " + tool + " for its version", e);
        }
    }
}
