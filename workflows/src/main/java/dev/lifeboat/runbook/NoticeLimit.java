package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;

/**
 * How many notices people get over one channel before the rest is put into one message. Urgent ones may be twice as many.
 *
 * @param notices null: 30
 * @param per null: ten minutes
 */
public record NoticeLimit(
        Integer notices,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration per) {
    /** Thirty in ten minutes. */
    public static final NoticeLimit DEFAULT = new NoticeLimit(30, Duration.ofMinutes(10));

    public NoticeLimit {
        notices = notices == null ? 30 : notices;
        per = per == null ? Duration.ofMinutes(10) : Limits.checked("notify.limit.per", per);
    }
}
