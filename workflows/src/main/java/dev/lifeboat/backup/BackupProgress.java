package dev.lifeboat.backup;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far a backup is.
 *
 * @param step in words
 * @param setId null until the folder is claimed
 * @param attempt 1 for the first snapshot
 */
public record BackupProgress(
        String step,
        @JsonProperty("set") @JsonAlias("setId") @Nullable String setId,
        int attempt,
        int tables,
        int tablesDone,
        long bytes,
        long storedBytes) {}
