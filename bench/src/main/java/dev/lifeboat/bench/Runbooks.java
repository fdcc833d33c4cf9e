package dev.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The bench's databases by their roles, and the runbooks of those that are backed up. What is not said is Lifeboat's default. */
final class Runbooks {
    /** The data that is measured. */
    static final String SOURCE = "source";
    /** Where ours restores to. */
    static final String TARGET = "target";
    /** Where a peer restores to. */
    static final String CLONE = "clone";
    /** The small database that nobody uses. */
    static final String IDLE = "idle";

    static final List<String> ROLES = List.of(SOURCE, TARGET, CLONE, IDLE);

    private Runbooks() {}

    /** The environment variable that holds a database's URL. */
    static String variable(String role) {
        return "LIFEBOAT_BENCH_" + role.toUpperCase(Locale.ROOT);
    }

    static Path file(Path folder, String role) {
        return folder.resolve(role + ".yaml");
    }

    static Path store(Path folder, String role) {
        return folder.resolve("store-" + role);
    }

    /**
     * Writes a database's runbook.
     *
     * @param firstPhase tables of a first phase; empty: one phase of all tables
     */
    static Path write(Path folder, String role, List<String> firstPhase) throws IOException {
        String phases = firstPhase.isEmpty()
                ? ""
                : "phases:\n  - { name: auth, tables: [" + String.join(", ", firstPhase) + "] }\n";
        return Files.writeString(file(folder, role), """
                name: bench-%s
                database: { url: "env:%s" }
                store: { primary: { kind: filesystem, path: "%s" } }
                keys:
                  recipients: [ keys/backup.pub.asc ]
                  signing: "file:keys/signing.sec.asc"
                  private: [ "file:keys/backup.sec.asc" ]
                %s""".formatted(role, variable(role), store(folder, role), phases));
    }
}
