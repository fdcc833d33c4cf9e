package dev.lifeboat.audit;

import java.time.Instant;
import java.util.Objects;

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

    /** Throws NullPointerException if a part is missing: an entry of another program, or a forged one. */
    public AuditEntry {
        Objects.requireNonNull(previousSha256);
        Objects.requireNonNull(at);
        Objects.requireNonNull(event.type());
        Objects.requireNonNull(event.user());
    }
}
