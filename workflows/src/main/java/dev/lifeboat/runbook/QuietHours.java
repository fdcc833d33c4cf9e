package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When people are not to be disturbed by what can wait. Never holds a recovery or anything critical.
 *
 * @param from {@code 22:00}
 * @param to {@code 07:00}, of the next day where that is not after {@code from}
 * @param timezone null: UTC
 * @param channels to which they apply; empty: all that people read
 */
public record QuietHours(
        @JsonProperty(required = true) String from,
        @JsonProperty(required = true) String to,
        String timezone,
        List<String> channels) {
    public QuietHours {
        timezone = timezone == null ? "UTC" : timezone;
        channels = channels == null ? List.of() : List.copyOf(channels);
    }

    /** Whether they apply to this channel. */
    public boolean cover(String channel, ChannelKind kind) {
        return kind.isForPeople() && (channels.isEmpty() || channels.contains(channel));
    }

    /** When the quiet ends that reigns at this moment; null: there is none. */
    public @Nullable Instant endsAfter(Instant moment) {
        LocalTime start = LocalTime.parse(from);
        LocalTime end = LocalTime.parse(to);
        ZonedDateTime here = moment.atZone(ZoneId.of(timezone));
        LocalTime time = here.toLocalTime();
        boolean overnight = !start.isBefore(end);
        boolean evening = !time.isBefore(start);
        boolean morning = time.isBefore(end);
        if (overnight ? !evening && !morning : !evening || !morning) {
            return null;
        }
        return instant(here.toLocalDate().plusDays(overnight && evening ? 1 : 0).atTime(end), here);
    }

    /** Where the clock jumps over that time the quiet ends with the jump; where it comes twice, with the one that is not over. */
    private static Instant instant(LocalDateTime end, ZonedDateTime now) {
        ZoneOffsetTransition change = now.getZone().getRules().getTransition(end);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        ZonedDateTime first = end.atZone(now.getZone());
        return first.isAfter(now)
                ? first.toInstant()
                : first.withLaterOffsetAtOverlap().toInstant();
    }
}
