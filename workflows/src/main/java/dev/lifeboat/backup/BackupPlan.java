package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of the preflight: the claimed folder and what was noticed.
 *
 * @param reuse whose unchanged chunks are referred to; null: every chunk is stored
 */
public record BackupPlan(
        String setId,
        String serverVersion,
        long databaseBytes,
        List<String> warnings,
        @Nullable EarlierSet reuse) {
    public BackupPlan {
        warnings = List.copyOf(warnings);
    }
}
