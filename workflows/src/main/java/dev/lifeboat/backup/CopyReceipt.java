package dev.lifeboat.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of one group became.
 *
 * @param parts empty if they are recorded beside the set instead
 * @param digests of the chunks, where later sets may refer to them; null: none were counted
 * @param recorded where the receipt of more than {@link #MOST_PARTS} parts is kept; null: it is this one
 */
public record CopyReceipt(
        List<StoredPart> parts,
        List<ChunkDigest> digests,
        @Nullable RecordedCopy recorded) {
    /** How many parts travel through history: those of a chunk of the usual size, not those of a group of small tables. */
    public static final int MOST_PARTS = 4;

    public CopyReceipt {
        digests = digests == null ? List.of() : List.copyOf(digests);
        parts = List.copyOf(parts);
    }

    /** With the parts themselves. */
    public static CopyReceipt of(List<StoredPart> parts, List<ChunkDigest> digests) {
        return new CopyReceipt(parts, digests, null);
    }

    /** The receipt that stands for one that was recorded. */
    public static CopyReceipt recordedAs(String object, String sha256) {
        return new CopyReceipt(List.of(), List.of(), new RecordedCopy(object, sha256));
    }

    /** Whether it is too long for history. */
    public boolean exceedsHistory() {
        return parts.size() > MOST_PARTS || digests.size() > MOST_PARTS;
    }
}
