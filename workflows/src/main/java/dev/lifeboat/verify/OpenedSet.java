package dev.lifeboat.verify;

import java.util.List;

/**
 * An authenticated set.
 *
 * @param manifestSha256 pins the manifest for every later activity
 * @param signer fingerprint
 * @param parts data parts in it, numbered from 0 in manifest order
 * @param storedBytes of its own objects
 * @param reusedParts how many of the parts lie in earlier sets' folders
 * @param reusedBytes of those
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
        long reusedBytes) {
    public OpenedSet {
        warnings = List.copyOf(warnings);
    }
}
