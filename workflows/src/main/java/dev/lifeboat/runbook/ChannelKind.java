package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** A way to reach people, or a machine that does. The order is the one in which channels stand in for each other. */
public enum ChannelKind {
    @JsonProperty("email")
    EMAIL,
    @JsonProperty("slack")
    SLACK,
    @JsonProperty("discord")
    DISCORD,
    @JsonProperty("teams")
    TEAMS,
    @JsonProperty("ntfy")
    NTFY,
    @JsonProperty("webhook")
    WEBHOOK,
    @JsonProperty("pagerduty")
    PAGERDUTY,
    @JsonProperty("healthchecks")
    HEALTHCHECKS;

    /** The name in a runbook. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether people read each message: they are spared at night and in a flood. Machines get everything at once. */
    public boolean isForPeople() {
        return compareTo(NTFY) <= 0;
    }
}
