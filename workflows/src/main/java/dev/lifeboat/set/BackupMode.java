package dev.lifeboat.set;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a set is taken; its folder and its retention follow. Written in lower case with hyphens. */
public enum BackupMode {
    @JsonProperty("daily")
    DAILY,
    @JsonProperty("weekly")
    WEEKLY,
    @JsonProperty("monthly")
    MONTHLY,
    @JsonProperty("pre-deployment")
    PRE_DEPLOYMENT,
    @JsonProperty("on-demand")
    ON_DEMAND,
    @JsonProperty("emergency")
    EMERGENCY,
    /** Definitions without rows. */
    @JsonProperty("schema")
    SCHEMA,
    /** Rows without definitions. */
    @JsonProperty("data")
    DATA;

    /** The name in YAML, in folders and on the command line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a wire name; throws {@link IllegalArgumentException} that lists the known ones. */
    public static BackupMode parse(String text) {
        for (BackupMode mode : values()) {
            if (mode.wireName().equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a mode; known: "
                + Arrays.stream(values()).map(BackupMode::wireName).collect(Collectors.joining(", ")));
    }
}
