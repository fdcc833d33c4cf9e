package dev.lifeboat.doctor;

import dev.lifeboat.postgres.ClientTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The programs that runs and people call. */
final class Programs {
    private Programs() {}

    static List<Finding> examine(ClientTools tools) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("java", Runtime.version().toString()));
        for (String tool : List.of("pg_dump", "pg_restore", "psql")) {
            findings.add(Doctor.guarded(tool, () -> tools.find(tool).stream()
                    .max(Comparator.comparingInt(ClientTools.Found::major))
                    .map(found -> Finding.ok(tool, found.version() + ", " + found.path()))
                    .orElseGet(() -> Finding.bad(tool, "not found", "apt-get install postgresql-client"))));
        }
        // Lifeboat itself needs neither; who restores a set by its own restore.sh needs both.
        findings.add(byHand("gpg", "gnupg"));
        findings.add(byHand("zstd", "zstd"));
        return findings;
    }

    private static Finding byHand(String program, String aptPackage) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Finding.ok(program, file.toString());
            }
        }
        return Finding.warning(
                program,
                "not found; restoring without Lifeboat (restore.sh) needs it",
                "apt-get install " + aptPackage);
    }
}
