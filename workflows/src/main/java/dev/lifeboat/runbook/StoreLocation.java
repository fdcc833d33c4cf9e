package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One store.
 *
 * @param kind {@code filesystem}
 * @param path an absolute folder
 */
public record StoreLocation(
        @JsonProperty(required = true) String kind,
        @JsonProperty(required = true) String path) {}
