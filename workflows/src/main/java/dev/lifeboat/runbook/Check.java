package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One check of a gate: either {@code sql} whose single value equals {@code equals}, or {@code http} that answers
 * {@code status}.
 *
 * @param within the longest it may take; null: 30 seconds
 */
public record Check(
        @JsonProperty(required = true) String name,
        @Nullable String sql,
        @JsonProperty("equals") @Nullable Object expected,
        @Nullable String http,
        @Nullable Integer status,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration within) {
    public Check {
        if ((sql == null) == (http == null)) {
            throw new IllegalArgumentException("gate: check \"" + name + "\" needs exactly one of sql and http");
        }
        if (sql != null && expected == null) {
            throw new IllegalArgumentException("gate: check \"" + name + "\" needs `equals`");
        }
        status = http != null && status == null ? Integer.valueOf(200) : status;
        within = within == null ? Duration.ofSeconds(30) : Limits.checked("gate.within", within);
    }
}
