package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which dialect of the S3 protocol a server speaks. */
public enum StoreProfile {
    /** Amazon S3 itself. */
    @JsonProperty("aws")
    AWS,
    /** Other servers: path-style addresses, check sums only where they are required. */
    @JsonProperty("compatible")
    COMPATIBLE,
    /** Google Cloud Storage through its XML API. */
    @JsonProperty("gcs")
    GCS
}
