package dev.lifeboat.archive;

/**
 * A foreign key (not the clones that partitions inherit).
 *
 * @param definition as {@code pg_get_constraintdef} writes it, without NOT VALID
 * @param validated as at the source: one that was NOT VALID stays so
 */
public record ForeignKeyInfo(
        long oid, String name, long table, long referenced, String definition, boolean validated) {}
