package dev.lifeboat.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated set.
 *
 * @param manifestSha256 pins the manifest for every later activity
 * @param signer fingerprint
 * @param parts data parts in it, numbered from 0 in manifest order
 * @param storedBytes of its own objects
 * @param reusedParts how many of the parts lie in earlier sets' folders
 * @param reusedBytes of those
 * @param store the one store that is read and spoken of; null: whatever the request names
 * @param problem which objects the store lacks or has in another size than the manifest says: the set is to be marked failed;
 *     null: none
 */
public record OpenedSet(
        String setId,
        String manifestSha256,
        String signer,
        int tables,
        int parts,
        long rows,
        long bytes,
        long storedBytes,
        List<String> warnings,
        int reusedParts,
        long reusedBytes,
        @Nullable String store,
        @Nullable String problem) {
    public OpenedSet {
        warnings = List.copyOf(warnings);
    }
}
