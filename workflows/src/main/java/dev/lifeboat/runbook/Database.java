package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * The protected database.
 *
 * @param url a reference to a libpq URI: {@code env:NAME}, {@code file:PATH}, or a URI without a password
 * @param yieldAfter how long a session of the application may wait behind the backup before the backup gives way
 */
public record Database(
        @JsonProperty(required = true) String url,

        @JsonProperty("yield-after") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Duration yieldAfter) {
    public Database {
        yieldAfter = yieldAfter == null ? Duration.ofSeconds(30) : Limits.checked("database.yield-after", yieldAfter);
    }
}
