package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How parts are compressed. */
public enum Compression {
    @JsonProperty("zstd")
    ZSTD,
    @JsonProperty("gzip")
    GZIP;

    /** The file name suffix, with its dot. */
    public String suffix() {
        return this == ZSTD ? ".zst" : ".gz";
    }
}
