package dev.lifeboat.audit;

/**
 * How far a log reached.
 *
 * @param number of its newest entry; 0: it has none
 * @param sha256 of that entry's bytes; {@link AuditEntry#NONE} if there is none
 */
public record AuditLink(long number, String sha256) {
    /** A log without entries. */
    public static final AuditLink START = new AuditLink(0, AuditEntry.NONE);
}
