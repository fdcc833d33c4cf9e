package dev.lifeboat.notice;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How loud a notice is. */
public enum Severity {
    @JsonProperty("info")
    INFO,
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("critical")
    CRITICAL
}
