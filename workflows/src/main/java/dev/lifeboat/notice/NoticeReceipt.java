package dev.lifeboat.notice;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;

/**
 * What became of a notice on one channel.
 *
 * @param held whether it comes later, together with others
 * @param took how long the channel took
 */
public record NoticeReceipt(
        boolean held,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration took) {}
