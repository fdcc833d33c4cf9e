package dev.lifeboat.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as people write them. */
final class Moments {
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([mhdw])");

    private Moments() {}

    /** A day or a time in UTC, or a span before now, {@code 30d}. Throws {@link IllegalArgumentException}. */
    static Instant parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        case "w" -> Duration.ofDays(7 * count);
                        default -> Duration.ofDays(count);
                    });
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a time; write 2025-01-14, 2025-01-14T02:00:00Z, or 30d for so long ago",
                    e);
        }
    }

    /** A month as 2026-11. Throws {@link IllegalArgumentException}. */
    static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a month; write 2026-11", e);
        }
    }
}
