package dev.lifeboat.audit;

import java.time.Instant;

/**
 * One object of the log.
 *
 * @param number from 1, without gaps
 * @param previousSha256 of the bytes of the entry before; {@link #NONE} in the first
 * @param at when it happened, by the clock of who wrote it: clocks differ, so only the number orders
 */
public record AuditEntry(long number, String previousSha256, Instant at, AuditEvent event) {
    /** What the first entry has before it. */
    public static final String NONE = "0".repeat(64);
}
