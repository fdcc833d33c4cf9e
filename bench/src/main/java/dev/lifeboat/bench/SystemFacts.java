package dev.lifeboat.bench;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What everything was measured on. */
record SystemFacts(
        Instant date,
        String commit,
        int processors,
        String processor,
        long memoryBytes,
        String operatingSystem,
        String jdk,
        boolean ownServer,
        SortedMap<String, String> server) {

    static SystemFacts of(BenchServer server, Programs programs) throws IOException, SQLException {
        return new SystemFacts(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                commit(programs),
                Runtime.getRuntime().availableProcessors(),
                line(Path.of("/proc/cpuinfo"), "model name"),
                kibibytes(line(Path.of("/proc/meminfo"), "MemTotal")),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                server.isOwn(),
                server.settings());
    }

    private static String commit(Programs programs) throws IOException {
        if (Programs.find("git").isEmpty()) {
            return "unknown";
        }
        try {
            String root = System.getProperty("lifeboat.root", ".");
            return programs.output(new Programs.Call(
                            List.of("git", "-C", root, "describe", "--always", "--dirty", "--abbrev=12"), Map.of()))
                    .strip();
        } catch (LifeboatException e) {
            return "unknown";
        }
    }

    private static String line(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static long kibibytes(String text) {
        String digits = text.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }
}
