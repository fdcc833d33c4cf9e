package dev.lifeboat.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One access or decision, in the fields of the application's own {@code security_events_log}. It names sets, runs, tables and
 * people, and holds no secret and no row.
 *
 * @param type what happened, in snake case: {@code backup_taken}, {@code set_downloaded}
 * @param category {@code backup}, {@code data_access}, {@code restore}, {@code decision}, {@code keys}, {@code retention}
 * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param user who did it: a signed-in person, {@code user@host}, or {@code schedule}
 * @param data what else there is to know
 */
public record AuditEvent(
        @JsonProperty("event_type") String type,
        @JsonProperty("event_category") String category,
        String severity,
        @JsonProperty("user_id") String user,
        @JsonProperty("event_data") SortedMap<String, String> data) {
    public AuditEvent {
        data = data == null ? new TreeMap<>() : new TreeMap<>(data);
    }
}
