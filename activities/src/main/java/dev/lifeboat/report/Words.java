package dev.lifeboat.report;

import dev.lifeboat.runbook.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them; the same on every machine. */
public final class Words {
    private Words() {}

    /** {@code 2026-11-22 02:00:07 UTC}. */
    public static String time(Instant time) {
        return time.toString().substring(0, 19).replace('T', ' ') + " UTC";
    }

    /** In the two largest units; a dash where it is not known. */
    public static String span(@Nullable Duration span) {
        if (span == null) {
            return "–";
        }
        long seconds = span.toSeconds();
        if (Math.abs(seconds) < 60) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        }
        long size = Math.abs(seconds);
        String sign = seconds < 0 ? "-" : "";
        if (size < 3600) {
            return sign + two(size / 60, "min", size % 60, "s");
        }
        return sign
                + (size < 48 * 3600
                        ? two(size / 3600, "h", size / 60 % 60, "min")
                        : two(size / 86_400, "d", size / 3600 % 24, "h"));
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    /** With commas between thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String bytes(long bytes) {
        return new ByteCount(bytes).human();
    }

    /** The name of a constant in words. */
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The middle of what was measured; of an even number the lower one. Null: nothing was. */
    public static @Nullable Duration median(List<Duration> spans) {
        return spans.isEmpty() ? null : spans.stream().sorted().toList().get((spans.size() - 1) / 2);
    }
}
