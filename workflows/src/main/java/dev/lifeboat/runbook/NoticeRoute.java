package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where some notices go. The first route that fits a notice decides; what fits none goes to every channel.
 *
 * @param events names of events, {@code *} at the end standing for any letters; empty: all but those that have to be
 *     asked for by name
 * @param severity of at least this; null: any
 * @param to names of channels; empty: the log is enough
 */
public record NoticeRoute(
        List<String> events,
        @Nullable Severity severity,
        @JsonProperty(required = true) List<String> to) {
    public NoticeRoute {
        events = events == null ? List.of() : List.copyOf(events);
        to = to == null ? List.of() : List.copyOf(to);
    }

    /** Whether it speaks of such notices. */
    public boolean fits(NoticeEvent event, Severity loudness) {
        return (severity == null || loudness.compareTo(severity) >= 0) && (events.isEmpty() || names(event));
    }

    private boolean names(NoticeEvent event) {
        return events.stream().anyMatch(pattern -> isFor(pattern, event));
    }

    /** Whether the name, or its beginning before {@code *}, is the event's. */
    public static boolean isFor(String pattern, NoticeEvent event) {
        return pattern.endsWith("*")
                ? event.wireName().startsWith(pattern.substring(0, pattern.length() - 1))
                : event.wireName().equals(pattern);
    }
}
