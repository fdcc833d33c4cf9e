package dev.lifeboat.backup;

import java.util.List;

/** The outcome of the preflight: the claimed folder and what was noticed. */
public record BackupPlan(String setId, String serverVersion, long databaseBytes, List<String> warnings) {
    public BackupPlan {
        warnings = List.copyOf(warnings);
    }
}
