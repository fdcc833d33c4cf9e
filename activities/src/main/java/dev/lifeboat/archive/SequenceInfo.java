package dev.lifeboat.archive;

import org.jspecify.annotations.Nullable;

/**
 * A sequence's value, read after the snapshot was exported.
 *
 * @param ownerTable the table whose column owns it, else 0
 */
public record SequenceInfo(
        long oid,
        String schema,
        String name,
        long lastValue,
        boolean called,
        long increment,
        long ownerTable,
        @Nullable String ownerColumn) {}
