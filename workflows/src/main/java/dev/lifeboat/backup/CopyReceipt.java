package dev.lifeboat.backup;

import java.util.List;

/**
 * What the chunks of one group became.
 *
 * @param digests of the chunks, where later sets may refer to them; null: none were counted
 */
public record CopyReceipt(List<StoredPart> parts, List<ChunkDigest> digests) {
    public CopyReceipt {
        digests = digests == null ? List.of() : List.copyOf(digests);
        parts = List.copyOf(parts);
    }
}
