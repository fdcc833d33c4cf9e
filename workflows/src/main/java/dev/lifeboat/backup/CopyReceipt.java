package dev.lifeboat.backup;

import java.util.List;

/** What one chunk became. */
public record CopyReceipt(List<StoredPart> parts) {
    public CopyReceipt {
        parts = List.copyOf(parts);
    }
}
