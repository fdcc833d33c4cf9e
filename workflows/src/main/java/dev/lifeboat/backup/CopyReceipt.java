package dev.lifeboat.backup;

import java.util.List;

/** What the chunks of one group became. */
public record CopyReceipt(List<StoredPart> parts) {
    public CopyReceipt {
        parts = List.copyOf(parts);
    }
}
