package dev.lifeboat.copy;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;

/**
 * A set that is whole in another store: each of its objects was read again there, and its signature holds.
 *
 * @param to the store
 * @param objects of it, those of other sets that it refers to among them
 * @param bytes of those
 * @param sent how many of them were not there before
 * @param records that came along: its marks, and the keys that signed them
 */
public record CopyReport(
        String setId,
        String manifestSha256,
        String to,
        int objects,
        long bytes,
        int sent,
        long sentBytes,
        int records,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration) {}
