package dev.lifeboat.copy;

import dev.lifeboat.set.Vault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy that was begun.
 *
 * @param vault keeps what is written as long as this copy is to be kept
 * @param manifestSha256 pins the set
 * @param to the store to write to
 * @param from the store to read; null: all others
 * @param objects how many objects the manifest names, numbered from 0, those of other sets among them
 * @param bytes of those
 * @param warnings of the choice of the set
 */
public record CopyTask(
        Vault vault,
        String setId,
        String manifestSha256,
        String to,
        @Nullable String from,
        boolean offline,
        int objects,
        long bytes,
        List<String> warnings) {
    public CopyTask {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}
