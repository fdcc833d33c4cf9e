package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.notice.Spoken;
import java.time.Duration;

/**
 * How long something takes, as far as earlier times tell: the shortest of them, the one in the middle, the longest.
 */
public record Span(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration least,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration median,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration most) {
    public static final Span ZERO = new Span(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** One after the other. The range is the sum of ranges, and so wider than that of their sums. */
    public Span plus(Span next) {
        return new Span(least.plus(next.least), median.plus(next.median), most.plus(next.most));
    }

    /** At another pace: 2 takes twice as long. */
    public Span times(double pace) {
        return new Span(times(least, pace), times(median, pace), times(most, pace));
    }

    /** {@code 6–9 min}. */
    public String words() {
        return Spoken.range(least, most);
    }

    private static Duration times(Duration time, double pace) {
        return Duration.ofMillis(Math.round(time.toMillis() * pace));
    }
}
