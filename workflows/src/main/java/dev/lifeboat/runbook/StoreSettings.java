package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Where sets are kept: a primary store, and further copies. */
public record StoreSettings(@JsonProperty(required = true) StoreLocation primary, List<StoreLocation> copies) {
    public StoreSettings {
        copies = copies == null ? List.of() : List.copyOf(copies);
    }
}
