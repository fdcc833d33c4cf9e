package dev.lifeboat.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one word on a removal that was begun, {@code records/<set>/removal-<manifest>-<number>.json}.
 *
 * @param number counts the removals of this very set from 1 on: those before it were called off
 * @param gone whether its objects go; false: its manifest was put back, or is about to be
 * @param why it stays, or goes
 * @param store from which it goes: whoever may write could bring the word of another one; null: an earlier version did not say,
 *     and is not believed
 */
record Removal(
        String set,
        String manifestSha256,
        int number,
        boolean gone,
        String runId,
        Instant at,
        String why,
        @Nullable String store) {}
