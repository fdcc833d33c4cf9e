package dev.lifeboat.runbook;

import java.util.List;

/** Where sets are kept: a primary store, and further copies. */
public record StoreSettings(StoreLocation primary, List<StoreLocation> copies) {
    public StoreSettings {
        copies = copies == null ? List.of() : List.copyOf(copies);
    }
}
